package io.github.snatrace.dial;

import org.jspecify.annotations.Nullable;

/**
 * Walks the due times of one worker, or of one event loop's share of an open-loop or lockstep schedule: every {@code
 * stride}-th, in order. It knows no clock; offsets are nanoseconds after the origin of the schedule.
 */
final class Lane implements Comparable<Lane> {

    private final Schedule schedule;
    private final long stride;
    private final long graceNanos;
    private final boolean onDemand;
    private long tick;
    private long dueNanos;

    /** The connect that waits, opened and bound, for the next due time. */
    @Nullable
    Dial prepared;

    Lane(Schedule schedule, long firstTick, long stride) {
        this.schedule = schedule;
        this.stride = stride;
        this.graceNanos = schedule.grace().toNanos();
        this.onDemand = schedule.isOnDemand();
        this.tick = firstTick;
        this.dueNanos = schedule.dueNanos(firstTick);
    }

    /** Returns the number of the next due time. */
    long tick() {
        return tick;
    }

    /** Returns the next due time. */
    long dueNanos() {
        return dueNanos;
    }

    /** Moves on to the following due time; without a grid, that is now. */
    void advance(long nowNanos) {
        tick += stride;
        dueNanos = onDemand ? nowNanos : schedule.dueNanos(tick);
    }

    /**
     * Moves past every due time that it is too late for: its follower has passed as well. Returns how many those were.
     */
    long skipOverdue(long nowNanos) {
        return skipPassed(nowNanos - graceNanos);
    }

    /** Moves past every due time whose follower has passed as well, and returns how many those were. */
    long skipPassed(long nowNanos) {
        return skip(passedAt(nowNanos) - 1);
    }

    /** Moves past every due time before the end of the run, and returns how many those were. */
    long skipBefore(long endNanos) {
        return skip(passedAt(endNanos - 1));
    }

    /** Returns how many due times, the next one included, have come. */
    private long passedAt(long nanos) {
        return onDemand || nanos < dueNanos ? 0 : (schedule.lastTickAt(nanos) - tick) / stride + 1;
    }

    private long skip(long dueTimes) {
        if (dueTimes <= 0) {
            return 0;
        }
        tick += dueTimes * stride;
        dueNanos = schedule.dueNanos(tick);
        return dueTimes;
    }

    @Override
    public int compareTo(Lane other) {
        int byTime = Long.compare(dueNanos, other.dueNanos);
        return byTime != 0 ? byTime : Long.compare(tick, other.tick);
    }
}
