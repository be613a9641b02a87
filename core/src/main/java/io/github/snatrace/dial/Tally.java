package io.github.snatrace.dial;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Counts what one event loop has done, as far as it says whether the run is worth anything. Not thread-safe. */
final class Tally {

    private static final long LONGEST_NANOS = Duration.ofHours(1).toNanos();
    private static final int SIGNIFICANT_DIGITS = 3;

    /** As many failures as a person reads. */
    private static final int FIRST_FAILURES = 5;

    private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    private final Histogram lateness = new Histogram(LONGEST_NANOS, SIGNIFICANT_DIGITS);
    private final List<Attempt> firstFailures = new ArrayList<>();
    private long skipped;

    void add(Attempt attempt) {
        counts.merge(attempt.outcome(), 1L, Long::sum);
        lateness.recordValue(Math.max(0, Math.min(attempt.latenessNanos(), LONGEST_NANOS)));
        if (attempt.outcome().isFailure() && firstFailures.size() < FIRST_FAILURES) {
            firstFailures.add(attempt);
        }
    }

    void skip(long dueTimes) {
        skipped += dueTimes;
    }

    /** Takes in what another loop of the same run has done. */
    void add(Tally other) {
        other.counts.forEach((outcome, count) -> counts.merge(outcome, count, Long::sum));
        lateness.add(other.lateness);
        skipped += other.skipped;
        firstFailures.addAll(other.firstFailures);
        firstFailures.sort(Comparator.comparingLong(Attempt::startedAtNanos));
        firstFailures
                .subList(Math.min(FIRST_FAILURES, firstFailures.size()), firstFailures.size())
                .clear();
    }

    Outcomes outcomes() {
        return new Outcomes(counts);
    }

    long skipped() {
        return skipped;
    }

    Histogram lateness() {
        return lateness;
    }

    List<Attempt> firstFailures() {
        return List.copyOf(firstFailures);
    }
}
