package io.github.snatrace.examples.bench;

import org.jspecify.annotations.Nullable;

/** The rows of the table, in its order. Each is about what the subject {@value #OURS} of a metric had. */
enum Figure {
    RATE_EPOLL("connects", "rate: connects on loopback", "/s", 0, "C, epoll", Goal.ratioAtLeast(0.95)),
    RATE_LOOK("connects", "rate: connects on loopback", "/s", 0, "C, look at once", Goal.ratioAtLeast(0.95)),
    DECAY("decay", "rate: last 5 s / first 5 s", "", 3, "C, look at once", Goal.atLeast(0.95)),
    PAIRS("pairs", "sharpness: lockstep pairs that race", "%", 1, "C", Goal.ratioAtLeast(0.9)),
    PAIRS_ALONE("pairs", "sharpness: lockstep pairs that race", "%", 1, null, Goal.atLeast(35)),
    UNEXPLAINED("unexplained", "sharpness: timeouts that are no insert_failed", "", 0, "C", Goal.atMost(0)),
    TICK_MEDIAN("tick-p50", "sharpness: tick to connect(2), p50", "us", 2, "C", null),
    TICK_TAIL("tick-p99", "sharpness: tick to connect(2), p99", "us", 2, "C", null),
    BUSY_PAIRS("busy-pairs", "busy: lockstep pairs that race", "%", 1, "C", Goal.ratioAtLeast(0.9)),
    OPEN_LOOP_ERROR("open-loop-error", "open loop: off the 10,000/s asked", "%", 3, null, Goal.atMost(0.1)),
    OPEN_LOOP_SKIPPED("open-loop-skipped", "open loop: skipped", "", 0, null, Goal.atMost(0)),
    OPEN_LOOP_MEDIAN("open-loop-p50", "open loop: lateness p50", "us", 1, null, Goal.atMost(20)),
    OPEN_LOOP_TAIL("open-loop-p99", "open loop: lateness p99", "us", 1, null, Goal.atMost(500)),
    COST_1("cost-1", "scale: CPU per connect, 1 in flight", "us", 1, "C", null),
    COST_10("cost-10", "scale: CPU per connect, 10 in flight", "us", 1, "C", null),
    COST_100("cost-100", "scale: CPU per connect, 100 in flight", "us", 1, "C", null),
    COST_1000("cost-1000", "scale: CPU per connect, 1,000 in flight", "us", 1, "C", null),
    COST_10000("cost-10000", "scale: CPU per connect, 10,000 in flight", "us", 1, "C", null),
    COST_MOST("cost-most", "scale: CPU per connect, most in flight", "us", 1, "C", null),
    MOST_IN_FLIGHT("most-in-flight", "scale: most in flight", "", 0, null, null),
    ALLOCATED("allocated", "scale: allocated per connect", "B", 0, "JDK calls alone", null),
    BLACKHOLE_SKIPPED("blackhole-skipped", "scale: 10,000/s into a blackhole, skipped", "", 0, null, Goal.atMost(0)),
    BLACKHOLE_TAIL("blackhole-p99", "scale: 10,000/s into a blackhole, lateness p99", "us", 1, null, null),
    BLACKHOLE_MEMORY("blackhole-memory", "scale: 10,000/s into a blackhole, resident memory", "MB", 0, null, null),
    SNAPSHOT("snapshot", "start: conntrack-probe snapshot", "ms", 0, "java hello-world", Goal.ratioAtMost(2)),
    FIRST_CONNECT("first-connect", "start: client, start to first connect", "ms", 0, null, Goal.atMost(600)),
    RECORD("onAttempt", "jmh: AttemptRecorder.onAttempt", "ns", 1, "HdrHistogram alone", null),
    DUE_WORKERS("dueWorkers", "jmh: Schedule.workers, a due time", "ns", 1, "a clock read", null),
    DUE_OPEN_LOOP("dueOpenLoop", "jmh: Schedule.openLoop, a due time", "ns", 1, "a clock read", null),
    DUE_LOCKSTEP("dueLockstep", "jmh: Schedule.lockstep, a due time", "ns", 1, "a clock read", null);

    static final String OURS = "ours";

    final String metric;
    final String title;
    final String unit;
    final int decimals;
    final @Nullable String yardstick;
    final @Nullable Goal goal;

    /**
     * Describes a row.
     *
     * @param yardstick the subject that it is compared with, round by round
     */
    Figure(String metric, String title, String unit, int decimals, @Nullable String yardstick, @Nullable Goal goal) {
        this.metric = metric;
        this.title = title;
        this.unit = unit;
        this.decimals = decimals;
        this.yardstick = yardstick;
        this.goal = goal;
    }
}
