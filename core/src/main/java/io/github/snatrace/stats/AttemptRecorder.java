package io.github.snatrace.stats;

import io.github.snatrace.dial.Attempt;
import io.github.snatrace.dial.AttemptListener;
import io.github.snatrace.dial.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.WriterReaderPhaser;
import org.jspecify.annotations.Nullable;

/**
 * Records attempts, and hands out what it has recorded interval by interval.
 *
 * <p>Recording is wait-free but for the first attempt of an outcome, and may be done by any number of threads.
 * Intervals may be taken by any thread, one at a time. An attempt, its outcome, its elapsed time and its lateness fall
 * into the same interval, and into exactly one.
 */
public final class AttemptRecorder implements AttemptListener {

    private static final int OUTCOMES = Outcome.values().length;

    private final InstantSource clock;
    private final WriterReaderPhaser phaser = new WriterReaderPhaser();
    private volatile Interval active = new Interval();
    private Interval inactive = new Interval();
    private final Instant startedAt;
    private Instant intervalStart;

    /** Starts to record; the first interval begins now. */
    public AttemptRecorder() {
        this(InstantSource.system());
    }

    /** Starts to record; the first interval begins now, as the clock tells it. */
    public AttemptRecorder(InstantSource clock) {
        this(clock, Instant.MIN);
    }

    /** Starts to record; the first interval begins now or when the run does, whatever comes later. */
    public AttemptRecorder(InstantSource clock, Instant startOfRun) {
        this.clock = clock;
        Instant now = clock.instant();
        this.startedAt = startOfRun.isAfter(now) ? startOfRun : now;
        this.intervalStart = startedAt;
    }

    /** Returns how long it is until the first interval begins; zero once it has. */
    public Duration untilStart() {
        Instant now = clock.instant();
        return now.isBefore(startedAt) ? Duration.between(now, startedAt) : Duration.ZERO;
    }

    /** Returns when the first interval began, or will begin. */
    public Instant startedAt() {
        return startedAt;
    }

    @Override
    public void onAttempt(Attempt attempt) {
        long criticalValue = phaser.writerCriticalSectionEnter();
        try {
            active.record(attempt);
        } finally {
            phaser.writerCriticalSectionExit(criticalValue);
        }
    }

    @Override
    public void onSkipped(long dueTimes) {
        long criticalValue = phaser.writerCriticalSectionEnter();
        try {
            active.skipped.add(dueTimes);
        } finally {
            phaser.writerCriticalSectionExit(criticalValue);
        }
    }

    /** Returns what was recorded since the last call, or since the start, and begins the next interval. */
    public synchronized Snapshot nextInterval() {
        Instant start = intervalStart;
        Instant now = clock.instant();
        Instant end = now.isBefore(start) ? start : now;
        Interval ended = active;
        inactive.reset();
        phaser.readerLock();
        try {
            active = inactive;
            phaser.flipPhase();
        } finally {
            phaser.readerUnlock();
        }
        inactive = ended;
        intervalStart = end;
        return ended.toSnapshot(start, end);
    }

    private static final class Interval {

        private final AtomicReferenceArray<@Nullable ConcurrentHistogram> elapsed =
                new AtomicReferenceArray<>(OUTCOMES);
        private final ConcurrentHistogram lateness = newHistogram();
        private final LongAdder skipped = new LongAdder();

        void record(Attempt attempt) {
            histogram(index(attempt.outcome())).recordValue(clamp(attempt.elapsedNanos()));
            lateness.recordValue(clamp(attempt.latenessNanos()));
        }

        /**
         * Most outcomes never happen: their histograms, a quarter of a megabyte each, are made when the first one does.
         */
        private ConcurrentHistogram histogram(int index) {
            ConcurrentHistogram histogram = elapsed.get(index);
            if (histogram == null) {
                ConcurrentHistogram fresh = newHistogram();
                histogram = elapsed.compareAndExchange(index, null, fresh);
                if (histogram == null) {
                    histogram = fresh;
                }
            }
            return histogram;
        }

        void reset() {
            for (int i = 0; i < OUTCOMES; i++) {
                ConcurrentHistogram histogram = elapsed.get(i);
                if (histogram != null) {
                    histogram.reset();
                }
            }
            lateness.reset();
            skipped.reset();
        }

        Snapshot toSnapshot(Instant start, Instant end) {
            Map<Outcome, Histogram> byOutcome = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                ConcurrentHistogram histogram = elapsed.get(index(outcome));
                if (histogram != null) {
                    byOutcome.put(outcome, plain(histogram));
                }
            }
            return new Snapshot(start, end, byOutcome, plain(lateness), skipped.sum());
        }

        private static ConcurrentHistogram newHistogram() {
            return new ConcurrentHistogram(Snapshot.LONGEST.toNanos(), Snapshot.SIGNIFICANT_DIGITS);
        }

        private static Histogram plain(ConcurrentHistogram histogram) {
            Histogram copy = Snapshot.newHistogram();
            copy.add(histogram);
            return copy;
        }

        private static long clamp(long nanos) {
            return Math.max(0, Math.min(nanos, Snapshot.LONGEST.toNanos()));
        }

        @SuppressWarnings("EnumOrdinal") // an index into an array of atomics, never stored
        private static int index(Outcome outcome) {
            return outcome.ordinal();
        }
    }
}
