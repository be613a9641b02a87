/*
 * How many connections a second the kernel gives a C program on this machine.
 *
 *   ceiling accept ADDRESS PORT THREADS
 *       Accepts and closes until SIGTERM, each thread on a listening socket of its own. Then prints
 *       accepted=N first_accept_micros=T, where T is the wall clock at the first one.
 *
 *   ceiling dial epoll|look ADDRESS PORT THREADS IN_FLIGHT SECONDS
 *       Connects and resets, THREADS threads with IN_FLIGHT connects under way among them. Prints a line "second=K connects=N" each
 *       second, then connects=N failed=N seconds=S cpu_micros=C, where C is what a connect took of the processor.
 *
 * There are two ways to learn that a handshake is over, and a comparison must not choose the slower one: "epoll" registers each socket
 * and waits for it, "look" calls connect(2) once more and registers only what that says is still under way. Over loopback the whole
 * handshake runs inside the first call, so "look" needs no epoll at all there.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_THREADS = 64, BACKLOG = 4096, EVENTS = 128, PATIENCE_MILLIS = 100 };

static const long long GRACE_NANOS = 2000000000LL;

/* A thread and what it counts, on a cache line that it shares with no other. */
struct worker {
    _Alignas(64) pthread_t thread;
    atomic_long connections;
    atomic_long failures;
    int listener;
    int share;
    int epoll;
    int under_way;
};

static struct worker workers[MAX_THREADS];
static int threads;
static struct sockaddr_in endpoint;
static bool looks;
static long long end_nanos;
static atomic_llong first_accept_micros;

static long long nanos(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* Only its own thread writes a counter: no locked instruction is needed. */
static void count(atomic_long *counter) {
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + 1, memory_order_relaxed);
}

static long sum_of_connections(void) {
    long sum = 0;
    for (int i = 0; i < threads; i++) sum += workers[i].connections;
    return sum;
}

static long sum_of_failures(void) {
    long sum = 0;
    for (int i = 0; i < threads; i++) sum += workers[i].failures;
    return sum;
}

static void switch_on(int fd, int option) {
    int on = 1;
    if (setsockopt(fd, SOL_SOCKET, option, &on, sizeof on)) err(1, "setsockopt");
}

/* ------------------------------------------------------------------------------------------------ accept */

static void *accept_all(void *argument) {
    struct worker *self = argument;
    for (;;) {
        int connection = accept4(self->listener, NULL, NULL, SOCK_CLOEXEC);
        if (connection < 0) {
            count(&self->failures);
            continue;
        }
        if (self->connections == 0) {
            long long none = 0;
            atomic_compare_exchange_strong(&first_accept_micros, &none, nanos(CLOCK_REALTIME) / 1000);
        }
        close(connection);
        count(&self->connections);
    }
    return NULL;
}

static int run_acceptor(void) {
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    for (int i = 0; i < threads; i++) {
        int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (listener < 0) err(1, "socket");
        switch_on(listener, SO_REUSEADDR);
        switch_on(listener, SO_REUSEPORT);
        if (bind(listener, (struct sockaddr *)&endpoint, sizeof endpoint)) err(1, "bind");
        if (listen(listener, BACKLOG)) err(1, "listen");
        workers[i].listener = listener;
    }
    for (int i = 0; i < threads; i++) pthread_create(&workers[i].thread, NULL, accept_all, &workers[i]);
    int signal;
    sigwait(&stop, &signal);
    printf("accepted=%ld first_accept_micros=%lld\n", sum_of_connections(), (long long)first_accept_micros);
    return 0;
}

/* -------------------------------------------------------------------------------------------------- dial */

/* Takes note of how a connect ended: 0, or the errno that it failed with. */
static void settle(struct worker *self, int fd, int error) {
    close(fd);
    count(error ? &self->failures : &self->connections);
}

static void dial(struct worker *self) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) err(1, "socket");
    const struct linger reset = {.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    int result = connect(fd, (struct sockaddr *)&endpoint, sizeof endpoint);
    if (result && errno == EINPROGRESS && looks) {
        result = connect(fd, (struct sockaddr *)&endpoint, sizeof endpoint);
    }
    if (result && (errno == EINPROGRESS || errno == EALREADY)) {
        struct epoll_event wanted = {.events = EPOLLOUT, .data.fd = fd};
        if (epoll_ctl(self->epoll, EPOLL_CTL_ADD, fd, &wanted)) err(1, "epoll_ctl");
        self->under_way++;
    } else {
        settle(self, fd, result ? errno : 0);
    }
}

static void harvest(struct worker *self) {
    struct epoll_event ready[EVENTS];
    int n = epoll_wait(self->epoll, ready, EVENTS, PATIENCE_MILLIS);
    for (int i = 0; i < n; i++) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(ready[i].data.fd, SOL_SOCKET, SO_ERROR, &error, &size);
        settle(self, ready[i].data.fd, error);
        self->under_way--;
    }
}

static void *dial_all(void *argument) {
    struct worker *self = argument;
    self->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (self->epoll < 0) err(1, "epoll_create1");
    for (long long now = nanos(CLOCK_MONOTONIC); now < end_nanos; now = nanos(CLOCK_MONOTONIC)) {
        for (int i = 0; i < self->share && self->under_way < self->share; i++) dial(self);
        if (self->under_way > 0) harvest(self);
    }
    while (self->under_way > 0 && nanos(CLOCK_MONOTONIC) < end_nanos + GRACE_NANOS) harvest(self);
    atomic_fetch_add(&self->failures, self->under_way);
    return NULL;
}

static void print_each_second(long long start, int seconds) {
    long before = 0;
    for (int second = 1; second <= seconds; second++) {
        long long at = start + second * 1000000000LL;
        struct timespec until = {.tv_sec = at / 1000000000LL, .tv_nsec = at % 1000000000LL};
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR) continue;
        long now = sum_of_connections();
        printf("second=%d connects=%ld\n", second, now - before);
        fflush(stdout);
        before = now;
    }
}

static int run_dialer(int in_flight, int seconds) {
    long long start = nanos(CLOCK_MONOTONIC);
    end_nanos = start + seconds * 1000000000LL;
    for (int i = 0; i < threads; i++) {
        workers[i].share = (in_flight + threads - 1) / threads;
        pthread_create(&workers[i].thread, NULL, dial_all, &workers[i]);
    }
    print_each_second(start, seconds);
    for (int i = 0; i < threads; i++) pthread_join(workers[i].thread, NULL);
    double elapsed = (nanos(CLOCK_MONOTONIC) - start) / 1e9;
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    double cpu_micros = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
    long connects = sum_of_connections();
    printf("connects=%ld failed=%ld seconds=%.3f cpu_micros=%.2f\n", connects, sum_of_failures(), elapsed,
           connects ? cpu_micros / connects : 0);
    return 0;
}

/* ----------------------------------------------------------------------------------------------- options */

static int whole(const char *name, const char *text, int low, int high) {
    char *rest;
    long value = strtol(text, &rest, 10);
    if (*text == '\0' || *rest != '\0' || value < low || value > high) errx(2, "%s %s: expected %d to %d", name, text, low, high);
    return (int)value;
}

static void set_endpoint(const char *address, const char *port) {
    endpoint.sin_family = AF_INET;
    endpoint.sin_port = htons((uint16_t)whole("PORT", port, 1, 65535));
    if (inet_pton(AF_INET, address, &endpoint.sin_addr) != 1) errx(2, "ADDRESS %s: expected an IPv4 address", address);
}

int main(int argc, char **argv) {
    if (argc == 5 && !strcmp(argv[1], "accept")) {
        set_endpoint(argv[2], argv[3]);
        threads = whole("THREADS", argv[4], 1, MAX_THREADS);
        return run_acceptor();
    }
    looks = argc == 8 && !strcmp(argv[2], "look");
    if (argc == 8 && !strcmp(argv[1], "dial") && (looks || !strcmp(argv[2], "epoll"))) {
        set_endpoint(argv[3], argv[4]);
        threads = whole("THREADS", argv[5], 1, MAX_THREADS);
        return run_dialer(whole("IN_FLIGHT", argv[6], 1, 10000), whole("SECONDS", argv[7], 1, 3600));
    }
    errx(2, "expected accept ADDRESS PORT THREADS, or dial epoll|look ADDRESS PORT THREADS IN_FLIGHT SECONDS");
}
