package io.github.snatrace.dial;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * When the attempts of a plan are due, as a pure function. Due times are numbered; the number of a due time is the
 * {@link Attempt#tick() tick} of the attempt that serves it.
 *
 * <p>A schedule knows its own behaviour; where every kind needs something of its own, {@link #match} takes one function
 * for each.
 */
public sealed interface Schedule {

    /** The longest from one due time to the next. */
    Duration LONGEST = Duration.ofDays(1);

    /** The most threads that may dial: more of them only stand in each other's way. */
    int MOST_THREADS = 1_024;

    /**
     * Returns when a due time lies, in nanoseconds after the origin of the schedule: the start of the run, or the epoch
     * where {@link #isOnTheWallClock}. It never decreases as {@code tick} grows.
     */
    long dueNanos(long tick);

    /**
     * Returns the last due time that lies at or before {@code nanos}, which is not negative: the inverse of {@link
     * #dueNanos}.
     */
    long lastTickAt(long nanos);

    /**
     * Returns whether due times are instants of the wall clock, the same for everybody, and not counted from the start
     * of the run; not unless a schedule says so.
     */
    default boolean isOnTheWallClock() {
        return false;
    }

    /** Returns the first due time of a run that starts at {@code startEpochNanos}, in nanoseconds since the epoch. */
    default long firstTick(long startEpochNanos) {
        return 0;
    }

    /**
     * Returns into how many lanes the due times are dealt, in turn: lane {@code i} of {@code n} has the first due time
     * plus {@code i}, and every {@code n}-th after it. A lane for each thread unless a schedule says otherwise.
     *
     * @param eventLoops how many threads share the lanes
     */
    default int lanes(int eventLoops) {
        return eventLoops;
    }

    /** Returns whether a lane is due again only once its last connect has ended, and not as soon as that was begun. */
    default boolean awaitsAnswers() {
        return false;
    }

    /** Returns whether a lane is due again at once, so that there is no grid to keep to, and nothing to be late for. */
    default boolean isOnDemand() {
        return false;
    }

    /**
     * Returns how late an attempt may be and still be made where late ones are skipped; not at all unless a schedule
     * allows it.
     */
    default Duration grace() {
        return Duration.ZERO;
    }

    /** Returns how many threads dial where nobody says otherwise, of so many processors. */
    int defaultEventLoops(int processors);

    /** Returns how many attempts a second there are at most; infinite if nothing but the answers holds them back. */
    double mostPerSecond();

    /** Returns how many threads may dial at most. */
    default int mostEventLoops() {
        return MOST_THREADS;
    }

    /** Returns what a run may miss and be valid; empty where being late is part of the plan. */
    Optional<Tolerance> tolerance();

    /** Returns the name of this kind of schedule: {@code workers}, {@code open-loop} or {@code lockstep}. */
    String mode();

    /** Returns what the function for this kind of schedule makes of it. */
    <T> T match(
            Function<? super Workers, ? extends T> workers,
            Function<? super OpenLoop, ? extends T> openLoop,
            Function<? super Lockstep, ? extends T> lockstep);

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
     * A closed loop. Due times {@code 0} to {@code workers - 1} are the first of each worker, and so on. A worker whose
     * connect outlasts its interval is late for, or misses, the due times in between: it has waited for its answer, so
     * that there is no grace.
     *
     * @param workers how many connects may be under way at once, 1 to 100,000
     * @param interval from one due time of a worker to its next; at most a day; zero means as soon as the previous
     *     connect has ended
     */
    record Workers(int workers, Duration interval) implements Schedule {

        private static final int MOST_WORKERS = 100_000;

        public Workers {
            checkArgument(
                    workers >= 1 && workers <= MOST_WORKERS, "workers %s: expected 1 to %s", workers, MOST_WORKERS);
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

        /** A lane for each worker. */
        @Override
        public int lanes(int eventLoops) {
            return workers;
        }

        @Override
        public boolean awaitsAnswers() {
            return true;
        }

        @Override
        public boolean isOnDemand() {
            return interval.isZero();
        }

        @Override
        public int defaultEventLoops(int processors) {
            return Math.min(processors, workers);
        }

        @Override
        public double mostPerSecond() {
            return workers * 1e9 / interval.toNanos();
        }

        /** None: workers are late by design, whenever a connect takes longer than their interval. */
        @Override
        public Optional<Tolerance> tolerance() {
            return Optional.empty();
        }

        @Override
        public String mode() {
            return "workers";
        }

        @Override
        public <T> T match(
                Function<? super Workers, ? extends T> workers,
                Function<? super OpenLoop, ? extends T> openLoop,
                Function<? super Lockstep, ? extends T> lockstep) {
            return workers.apply(this);
        }
    }

    /**
     * An open loop.
     *
     * @param perSecond attempts per second, 0.00001 to 1,000,000
     */
    record OpenLoop(double perSecond) implements Schedule {

        /** What a scheduler or a collector takes at once can be made up for. */
        private static final Duration GRACE = Duration.ofMillis(50);

        /** One thread dials so many a second at its ease. */
        private static final int EASY_PER_SECOND = 15_000;

        /** What a SYN retransmission costs is a hundred times the lateness allowed. */
        private static final Tolerance TOLERANCE = new Tolerance(0.1, 99, Duration.ofMillis(10));

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

        @Override
        public Duration grace() {
            return GRACE;
        }

        @Override
        public int defaultEventLoops(int processors) {
            return (int) Math.min(processors, 1 + perSecond / EASY_PER_SECOND);
        }

        @Override
        public double mostPerSecond() {
            return perSecond;
        }

        @Override
        public Optional<Tolerance> tolerance() {
            return Optional.of(TOLERANCE);
        }

        @Override
        public String mode() {
            return "open-loop";
        }

        @Override
        public <T> T match(
                Function<? super Workers, ? extends T> workers,
                Function<? super OpenLoop, ? extends T> openLoop,
                Function<? super Lockstep, ? extends T> lockstep) {
            return openLoop.apply(this);
        }
    }

    /**
     * The wall-clock grid: due time {@code k} is the instant {@code k * step} since the epoch. A connect that is late
     * meets nobody, so that there is no grace.
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

        @Override
        public boolean isOnTheWallClock() {
            return true;
        }

        /**
         * The first due time after the start: the one at the very start may have passed by the time it could be met.
         */
        @Override
        public long firstTick(long startEpochNanos) {
            return Math.floorDiv(startEpochNanos, step.toNanos()) + 1;
        }

        @Override
        public int lanes(int eventLoops) {
            return 1;
        }

        @Override
        public int defaultEventLoops(int processors) {
            return 1;
        }

        @Override
        public double mostPerSecond() {
            return 1e9 / step.toNanos();
        }

        /** One: it is always on time. */
        @Override
        public int mostEventLoops() {
            return 1;
        }

        /** Every attempt counts for itself, but only those on time race. */
        @Override
        public Optional<Tolerance> tolerance() {
            return Optional.of(new Tolerance(10, 90, step.dividedBy(10)));
        }

        @Override
        public String mode() {
            return "lockstep";
        }

        @Override
        public <T> T match(
                Function<? super Workers, ? extends T> workers,
                Function<? super OpenLoop, ? extends T> openLoop,
                Function<? super Lockstep, ? extends T> lockstep) {
            return lockstep.apply(this);
        }
    }
}
