package io.github.snatrace.dial;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * When the attempts of a plan are due, as a pure function. Due times are numbered; the number of a due time is the {@link Attempt#tick()
 * tick} of the attempt that serves it.
 */
public sealed interface Schedule {

    /** The longest from one due time to the next. */
    Duration LONGEST = Duration.ofDays(1);

    /**
     * Returns when a due time lies, in nanoseconds after the origin of the schedule: the start of the run, or the epoch for {@link
     * Lockstep}. It never decreases as {@code tick} grows.
     */
    long dueNanos(long tick);

    /** Returns the last due time that lies at or before {@code nanos}, which is not negative: the inverse of {@link #dueNanos}. */
    long lastTickAt(long nanos);

    /** Returns a closed loop: so many workers, each with at most one connect under way, each due once an interval. */
    static Schedule workers(int workers, Duration interval) {
        return new Workers(workers, interval);
    }

    /** Returns an open loop: so many attempts a second, whatever becomes of them. */
    static Schedule openLoop(double perSecond) {
        return new OpenLoop(perSecond);
    }

    /** Returns the wall-clock grid on which dialers that know nothing of each other fire at the same instant. */
    static Schedule lockstep(Duration step) {
        return new Lockstep(step);
    }

    /**
     * A closed loop. Due times {@code 0} to {@code workers - 1} are the first of each worker, and so on. A worker whose connect outlasts
     * its interval is late for, or misses, the due times in between.
     *
     * @param workers how many connects may be under way at once, at least 1
     * @param interval from one due time of a worker to its next; at most a day; zero means as soon as the previous connect has ended
     */
    record Workers(int workers, Duration interval) implements Schedule {

        public Workers {
            checkArgument(workers >= 1, "workers %s: expected at least 1", workers);
            checkArgument(!interval.isNegative(), "interval %s: expected zero or more", interval);
            checkArgument(interval.compareTo(LONGEST) <= 0, "interval %s: expected at most 1 day", interval);
        }

        @Override
        public long dueNanos(long tick) {
            return Math.multiplyExact(tick / workers, interval.toNanos());
        }

        /** Without an interval there is no last due time: every worker is always due. */
        @Override
        public long lastTickAt(long nanos) {
            return interval.isZero() ? Long.MAX_VALUE : nanos / interval.toNanos() * workers + workers - 1;
        }
    }

    /**
     * An open loop.
     *
     * @param perSecond attempts per second, 0.00001 to 1,000,000
     */
    record OpenLoop(double perSecond) implements Schedule {

        public OpenLoop {
            checkArgument(
                    perSecond >= 0.00001 && perSecond <= 1_000_000,
                    "rate %s: expected 0.00001 to 1000000 per second",
                    perSecond);
        }

        @Override
        public long dueNanos(long tick) {
            return (long) (tick * (1e9 / perSecond));
        }

        @Override
        public long lastTickAt(long nanos) {
            long tick = (long) (nanos / (1e9 / perSecond));
            while (dueNanos(tick) > nanos) {
                tick--;
            }
            while (dueNanos(tick + 1) <= nanos) {
                tick++;
            }
            return tick;
        }
    }

    /**
     * The wall-clock grid: due time {@code k} is the instant {@code k * step} since the epoch.
     *
     * @param step from one due time to the next, at least 10 microseconds and at most a day
     */
    record Lockstep(Duration step) implements Schedule {

        public Lockstep {
            checkArgument(step.compareTo(Duration.ofNanos(10_000)) >= 0, "step %s: expected at least 10us", step);
            checkArgument(step.compareTo(LONGEST) <= 0, "step %s: expected at most 1 day", step);
        }

        @Override
        public long dueNanos(long tick) {
            return Math.multiplyExact(tick, step.toNanos());
        }

        @Override
        public long lastTickAt(long nanos) {
            return nanos / step.toNanos();
        }
    }
}
