package io.github.snatrace.client.result;

import io.github.snatrace.client.text.Wording;
import io.github.snatrace.compare.Change;
import io.github.snatrace.compare.Clustering;
import io.github.snatrace.compare.Comparison;
import io.github.snatrace.compare.FailureRate;
import io.github.snatrace.compare.FailureSeries;
import io.github.snatrace.compare.PercentileChange;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.stats.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Compares the runs of two sides.
 *
 * @param reasons why the runs are not comparable, in words; empty if they are
 * @param connectNanos how the percentiles of the connects changed, where the files have histograms
 * @param notes what a reader should know before trusting the numbers
 */
public record RunComparison(
        Comparison failures, List<String> reasons, List<PercentileChange> connectNanos, List<String> notes) {

    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    /** Any will do, as long as it stays: the same files give the same numbers. */
    private static final long SEED = 1;

    public RunComparison {
        reasons = List.copyOf(reasons);
        connectNanos = List.copyOf(connectNanos);
        notes = List.copyOf(notes);
    }

    /**
     * Compares, at a confidence such as 0.95.
     *
     * @throws IllegalArgumentException if a run has no attempt, or its parts do not add up
     */
    public static RunComparison of(List<Run> base, List<Run> candidate, double confidence) {
        List<FailureSeries> from = series(base);
        List<FailureSeries> to = series(candidate);
        List<String> notes = new ArrayList<>();
        noteIfTheyDiffer("base", from, notes);
        noteIfTheyDiffer("candidate", to, notes);
        return new RunComparison(
                Comparison.of(FailureRate.of(from), FailureRate.of(to), confidence),
                reasons(base, candidate),
                percentiles(base, candidate, confidence),
                notes);
    }

    public Change verdict() {
        return reasons.isEmpty() ? failures.verdict() : Change.NOT_COMPARABLE;
    }

    /** Each run by its intervals, if its file has them; clients that ran at the same time are one run, for they share its bursts. */
    public static List<FailureSeries> series(List<Run> runs) {
        List<FailureSeries> series = new ArrayList<>();
        List<Series> timed = new ArrayList<>();
        for (Run run : runs) {
            run.series().ifPresentOrElse(timed::add, () -> series.add(FailureSeries.of(run.counts())));
        }
        timed.sort(Comparator.comparing(Series::startedAt));
        Series current = null;
        for (Series next : timed) {
            if (current == null) {
                current = next;
            } else if (next.startedAt().isBefore(current.endedAt())) {
                current = current.plus(next);
            } else {
                series.add(FailureSeries.of(current));
                current = next;
            }
        }
        if (current != null) {
            series.add(FailureSeries.of(current));
        }
        return series;
    }

    private static void noteIfTheyDiffer(String side, List<FailureSeries> runs, List<String> notes) {
        if (Clustering.differ(runs)) {
            List<String> rates = runs.stream()
                    .map(run -> Wording.percent(run.total().rate()))
                    .toList();
            notes.add("the runs of the " + side + " differ by more than chance: " + String.join(", ", rates));
        }
    }

    private static List<String> reasons(List<Run> base, List<Run> candidate) {
        List<String> reasons = differences(base, candidate);
        for (Run run : together(base, candidate)) {
            if (run.isInvalid()) {
                List<String> because = run.summary().invalidBecause();
                reasons.add(run.file() + " is INVALID" + (because == null ? "" : ": " + String.join("; ", because)));
            }
        }
        return reasons;
    }

    /** The conditions that were not the same for all of the runs, in words. */
    public static List<String> differences(List<Run> base, List<Run> candidate) {
        List<String> differences = new ArrayList<>();
        for (Run run : together(base, candidate)) {
            for (String difference : base.get(0).differences(run)) {
                if (!differences.contains(difference)) {
                    differences.add(difference);
                }
            }
        }
        return differences;
    }

    private static List<Run> together(List<Run> base, List<Run> candidate) {
        List<Run> runs = new ArrayList<>(base);
        runs.addAll(candidate);
        return runs;
    }

    private static List<PercentileChange> percentiles(List<Run> base, List<Run> candidate, double confidence) {
        Optional<Histogram> from = connected(base);
        Optional<Histogram> to = connected(candidate);
        List<PercentileChange> changes = new ArrayList<>();
        if (from.isPresent() && to.isPresent()) {
            for (double percentile : PERCENTILES) {
                PercentileChange.between(from.get(), to.get(), percentile, confidence, SEED)
                        .ifPresent(changes::add);
            }
        }
        return changes;
    }

    /** The elapsed times of the connects of all runs in nanoseconds, if every file has them. */
    public static Optional<Histogram> connected(List<Run> runs) {
        Histogram sum = new Histogram(3);
        for (Run run : runs) {
            if (run.summary().histograms() == null) {
                return Optional.empty();
            }
            run.elapsed(Outcome.CONNECTED).ifPresent(sum::add);
        }
        return Optional.of(sum);
    }
}
