package io.github.snatrace.stats;

import io.github.snatrace.dial.Attempt;
import io.github.snatrace.dial.AttemptListener;
import io.github.snatrace.dial.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Counts attempts by the interval in which they began: what a comparison needs to see bursts.
 *
 * <p>A lost attempt ends a timeout later than its neighbours, so that intervals of {@link AttemptRecorder}, which go by
 * the end, smear a burst. Cancelled attempts, which say nothing either way, are left out. Wait-free but for the first
 * attempt in each 1,024 intervals; thread-safe.
 */
public final class SeriesRecorder implements AttemptListener {

    private static final int CHUNK = 1_024;
    private static final int CHUNKS = 4_096;

    private final long stepNanos;
    private final Duration step;
    private final long first;
    /** Attempts at even indices, and the failures among them at odd ones. */
    private final AtomicReferenceArray<@Nullable AtomicLongArray> chunks = new AtomicReferenceArray<>(CHUNKS);

    /**
     * Counts from {@code origin} on. The first and the last interval, 4 million steps later, take what lies beyond
     * them.
     *
     * @param step one of {@link Series#STEPS}
     */
    public SeriesRecorder(Instant origin, Duration step) {
        if (!Series.STEPS.contains(step)) {
            throw new IllegalArgumentException("step " + step + ": expected one of " + Series.STEPS);
        }
        this.step = step;
        this.stepNanos = step.toNanos();
        this.first = Math.floorDiv(origin.toEpochMilli(), step.toMillis());
    }

    @Override
    public void onAttempt(Attempt attempt) {
        if (attempt.outcome() == Outcome.CANCELLED) {
            return;
        }
        long index = Math.floorDiv(attempt.startedAtNanos(), stepNanos) - first;
        int bucket = (int) Math.max(0, Math.min(index, (long) CHUNK * CHUNKS - 1));
        AtomicLongArray counts = chunk(bucket / CHUNK);
        int slot = bucket % CHUNK * 2;
        counts.incrementAndGet(slot);
        if (attempt.outcome().isFailure()) {
            counts.incrementAndGet(slot + 1);
        }
    }

    /** What was counted so far, from the first interval with an attempt to the last; empty if there was none. */
    public Optional<Series> counted() {
        List<Series.Interval> intervals = new ArrayList<>();
        long start = 0;
        for (int index = 0; index < CHUNKS; index++) {
            AtomicLongArray counts = chunks.get(index);
            for (int slot = 0; counts != null && slot < CHUNK; slot++) {
                long failures = counts.get(2 * slot + 1);
                long attempts = Math.max(failures, counts.get(2 * slot));
                if (attempts == 0) {
                    continue;
                }
                long bucket = (long) index * CHUNK + slot;
                start = intervals.isEmpty() ? bucket : start;
                while (intervals.size() < bucket - start) {
                    intervals.add(new Series.Interval(0, 0));
                }
                intervals.add(new Series.Interval(failures, attempts));
            }
        }
        return intervals.isEmpty() ? Optional.empty() : Optional.of(new Series(first + start, step, intervals));
    }

    private AtomicLongArray chunk(int index) {
        AtomicLongArray chunk = chunks.get(index);
        if (chunk == null) {
            AtomicLongArray fresh = new AtomicLongArray(2 * CHUNK);
            chunk = chunks.compareAndExchange(index, null, fresh);
            if (chunk == null) {
                chunk = fresh;
            }
        }
        return chunk;
    }
}
