/*
 * How sharply a C program races: one connect(2) at each tick of a grid on the wall clock, tick K from source port
 * LOW + K mod (HIGH - LOW + 1), as the client's --lockstep does. Two of them on one host fire the same port at the same instant.
 *
 *   lockstep ADDRESS PORT STEP_MICROS LOW HIGH TICKS TIMEOUT_MILLIS START_MILLIS
 *
 * START_MILLIS is when to begin, in milliseconds since the epoch. A tick is skipped when the one after it has passed as well, as the
 * client does it; TICKS are those that were not. Prints connected=N timed_out=N failed=N skipped=N and the lateness, from tick to
 * connect(2): late_p50_nanos=L late_p90_nanos=L late_p99_nanos=L late_max_nanos=L.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* The last stretch before a tick, in which the clock is all that is looked at. */
static const long long SPIN_NANOS = 60000;

/* A connect whose answer is still out. They all have the same time to live, so that a queue in the order of their ticks is enough. */
struct pending {
    int fd; /* -1 once it is settled */
    long long called_nanos;
};

static struct sockaddr_in target;
static long long step_nanos, timeout_nanos;
static int low_port, span;

static int epoll;
static struct pending *queue;
static long head, tail;
static long connected, timed_out, failed, skipped;

static long long wall_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* Returns a socket that is bound to the port of a tick, or -1. */
static int prepare(long long tick) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) err(1, "socket");
    const struct linger reset = {.l_onoff = 1, .l_linger = 0};
    const int on = 1;
    const struct sockaddr_in source = {.sin_family = AF_INET, .sin_port = htons((uint16_t)(low_port + tick % span))};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (const struct sockaddr *)&source, sizeof source)) {
        close(fd);
        return -1;
    }
    return fd;
}

static void settle(int fd, long *outcome) {
    close(fd);
    ++*outcome;
}

static void harvest(void) {
    struct epoll_event ready[64];
    int n = epoll_wait(epoll, ready, 64, 0);
    for (int i = 0; i < n; i++) {
        struct pending *answered = &queue[ready[i].data.u64];
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(answered->fd, SOL_SOCKET, SO_ERROR, &error, &size);
        settle(answered->fd, error ? &failed : &connected);
        answered->fd = -1;
    }
}

static void expire(long long now) {
    for (; head < tail; head++) {
        struct pending *oldest = &queue[head];
        if (oldest->fd < 0) continue;
        if (now - oldest->called_nanos < timeout_nanos) return;
        settle(oldest->fd, &timed_out);
    }
}

/* Calls connect(2) on the tick; returns how many nanoseconds after it. */
static long long fire(int fd, long long due) {
    long long now;
    do now = wall_nanos();
    while (now < due);
    bool open = connect(fd, (struct sockaddr *)&target, sizeof target) && errno == EINPROGRESS;
    /* The handshake may have run inside the call; the second one tells. */
    if (open) open = connect(fd, (struct sockaddr *)&target, sizeof target) && errno == EALREADY;
    if (open) {
        struct epoll_event wanted = {.events = EPOLLOUT, .data.u64 = (uint64_t)tail};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &wanted)) err(1, "epoll_ctl");
        queue[tail++] = (struct pending){.fd = fd, .called_nanos = now};
    } else {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
        settle(fd, error ? &failed : &connected);
    }
    return now - due;
}

static int ascending(const void *a, const void *b) {
    long long x = *(const long long *)a, y = *(const long long *)b;
    return (x > y) - (x < y);
}

static long long whole(const char *name, const char *text, long long low, long long high) {
    char *rest;
    long long value = strtoll(text, &rest, 10);
    if (*text == '\0' || *rest != '\0' || value < low || value > high) errx(2, "%s %s: expected %lld to %lld", name, text, low, high);
    return value;
}

int main(int argc, char **argv) {
    if (argc != 9) errx(2, "expected ADDRESS PORT STEP_MICROS LOW HIGH TICKS TIMEOUT_MILLIS START_MILLIS");
    target.sin_family = AF_INET;
    if (inet_pton(AF_INET, argv[1], &target.sin_addr) != 1) errx(2, "ADDRESS %s: expected an IPv4 address", argv[1]);
    target.sin_port = htons((uint16_t)whole("PORT", argv[2], 1, 65535));
    step_nanos = 1000 * whole("STEP_MICROS", argv[3], 100, 10000000);
    low_port = (int)whole("LOW", argv[4], 1, 65535);
    span = (int)whole("HIGH", argv[5], low_port, 65535) - low_port + 1;
    long ticks = (long)whole("TICKS", argv[6], 1, 10000000);
    timeout_nanos = 1000000 * whole("TIMEOUT_MILLIS", argv[7], 1, 60000);
    long long first = 1000000 * whole("START_MILLIS", argv[8], 0, 1LL << 43) / step_nanos + 1;

    epoll = epoll_create1(EPOLL_CLOEXEC);
    queue = calloc((size_t)ticks, sizeof *queue);
    long long *lateness = calloc((size_t)ticks, sizeof *lateness);
    if (epoll < 0 || queue == NULL || lateness == NULL) err(1, "setup");
    long fired = 0, unbound = 0;
    for (long long tick = first; fired + unbound < ticks; tick++) {
        long long due = tick * step_nanos;
        long long now = wall_nanos();
        if (now >= due + step_nanos) {
            skipped++;
            continue;
        }
        int fd = prepare(tick);
        if (fd < 0) {
            unbound++;
            continue;
        }
        while ((now = wall_nanos()) < due - SPIN_NANOS) {
            harvest();
            expire(now);
        }
        lateness[fired++] = fire(fd, due);
    }
    while (head < tail) {
        harvest();
        expire(wall_nanos());
    }
    if (fired == 0) errx(1, "no source port from %s to %s can be bound", argv[4], argv[5]);
    qsort(lateness, (size_t)fired, sizeof *lateness, ascending);
    failed += unbound;
    printf("connected=%ld timed_out=%ld failed=%ld skipped=%ld late_p50_nanos=%lld late_p90_nanos=%lld late_p99_nanos=%lld late_max_nanos=%lld\n",
           connected, timed_out, failed, skipped, lateness[fired / 2], lateness[fired * 9 / 10], lateness[fired * 99 / 100],
           lateness[fired - 1]);
    return 0;
}
