/*
 * What a connect that is never answered costs a C program, with so many of them in flight.
 *
 *   flight ADDRESS PORT IN_FLIGHT LOW HIGH SECONDS
 *
 * Keeps IN_FLIGHT connects in a ring: each new one, from the next source port of LOW to HIGH, takes the place of the oldest, which is
 * closed. Nobody must answer at ADDRESS. Prints connects=N cpu_micros=C, where C is the processor time of one.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { TURN = 64 };

static struct sockaddr_in target;
static int epoll;

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static int begin(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) err(1, "socket");
    const struct linger reset = {.l_onoff = 1, .l_linger = 0};
    const int on = 1;
    const struct sockaddr_in source = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (const struct sockaddr *)&source, sizeof source)) err(1, "bind to port %d", port);
    if (!connect(fd, (struct sockaddr *)&target, sizeof target) || errno != EINPROGRESS) err(1, "connect");
    if (!connect(fd, (struct sockaddr *)&target, sizeof target) || errno != EALREADY) err(1, "connect once more");
    struct epoll_event wanted = {.events = EPOLLOUT, .data.fd = fd};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &wanted)) err(1, "epoll_ctl");
    return fd;
}

static int whole(const char *name, const char *text, int low, int high) {
    char *rest;
    long value = strtol(text, &rest, 10);
    if (*text == '\0' || *rest != '\0' || value < low || value > high) errx(2, "%s %s: expected %d to %d", name, text, low, high);
    return (int)value;
}

int main(int argc, char **argv) {
    if (argc != 7) errx(2, "expected ADDRESS PORT IN_FLIGHT LOW HIGH SECONDS");
    target.sin_family = AF_INET;
    if (inet_pton(AF_INET, argv[1], &target.sin_addr) != 1) errx(2, "ADDRESS %s: expected an IPv4 address", argv[1]);
    target.sin_port = htons((uint16_t)whole("PORT", argv[2], 1, 65535));
    int in_flight = whole("IN_FLIGHT", argv[3], 1, 65535);
    int low = whole("LOW", argv[4], 1, 65535);
    int span = whole("HIGH", argv[5], low + in_flight, 65535) - low + 1;
    int length = whole("SECONDS", argv[6], 1, 3600);

    epoll = epoll_create1(EPOLL_CLOEXEC);
    int *ring = malloc((size_t)in_flight * sizeof *ring);
    if (epoll < 0 || ring == NULL) err(1, "setup");
    long begun = 0;
    for (; begun < in_flight; begun++) ring[begun] = begin(low + (int)(begun % span));
    long before = begun;
    double cpu = seconds(CLOCK_THREAD_CPUTIME_ID), end = seconds(CLOCK_MONOTONIC) + length;
    while (seconds(CLOCK_MONOTONIC) < end) {
        for (int i = 0; i < TURN && i < in_flight; i++, begun++) {
            int *oldest = &ring[begun % in_flight];
            close(*oldest);
            *oldest = begin(low + (int)(begun % span));
        }
        struct epoll_event answered;
        if (epoll_wait(epoll, &answered, 1, 0) > 0) errx(1, "%s answers", argv[1]);
    }
    cpu = seconds(CLOCK_THREAD_CPUTIME_ID) - cpu;
    printf("connects=%ld cpu_micros=%.3f\n", begun - before, cpu * 1e6 / (begun - before));
    return 0;
}
