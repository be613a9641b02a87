package io.github.snatrace.result;

import com.google.common.collect.ImmutableList;
import io.github.snatrace.compare.Change;
import io.github.snatrace.compare.Clustering;
import io.github.snatrace.compare.Comparison;
import io.github.snatrace.compare.FailureRate;
import io.github.snatrace.compare.FailureSeries;
import io.github.snatrace.compare.PercentileChange;
import io.github.snatrace.compare.Proportion;
import io.github.snatrace.dial.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * A comparison of the runs of two sides.
 *
 * @param differences the conditions that were not the same for all of the runs
 * @param invalid the runs that measured their own generator
 * @param connectNanos how the percentiles of the connects changed, where the files have histograms
 * @param unlikeBase the runs of the base, if they differ by more than chance; empty otherwise
 * @param unlikeCandidate the same of the candidate
 */
public record RunComparison(
        Comparison failures,
        List<Conditions.Difference> differences,
        List<ResultFile> invalid,
        List<PercentileChange> connectNanos,
        List<Proportion> unlikeBase,
        List<Proportion> unlikeCandidate) {

    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    /** Any will do, as long as it stays: the same files give the same numbers. */
    private static final long SEED = 1;

    public RunComparison {
        differences = List.copyOf(differences);
        invalid = List.copyOf(invalid);
        connectNanos = List.copyOf(connectNanos);
        unlikeBase = List.copyOf(unlikeBase);
        unlikeCandidate = List.copyOf(unlikeCandidate);
    }

    /**
     * Compares, at a confidence such as 0.95.
     *
     * @throws IllegalArgumentException if a side has no run, or a run no attempt
     */
    public static RunComparison of(List<ResultFile> base, List<ResultFile> candidate, double confidence) {
        List<FailureSeries> from = series(base);
        List<FailureSeries> to = series(candidate);
        List<ResultFile> all = ImmutableList.<ResultFile>builder()
                .addAll(base)
                .addAll(candidate)
                .build();
        Conditions first = base.get(0).result().conditions();
        return new RunComparison(
                Comparison.of(FailureRate.of(from), FailureRate.of(to), confidence),
                all.stream()
                        .flatMap(file -> first.differences(file.result().conditions()).stream())
                        .distinct()
                        .toList(),
                all.stream().filter(file -> file.result().isInvalid()).toList(),
                percentiles(base, candidate, confidence),
                unlike(from),
                unlike(to));
    }

    /** Returns what the comparison comes to. */
    public Change verdict() {
        return isComparable() ? failures.verdict() : Change.NOT_COMPARABLE;
    }

    /** Says whether the runs differ in nothing but what was to be compared, as far as is known. */
    public boolean isComparable() {
        return differences.isEmpty() && invalid.isEmpty();
    }

    /** Returns each run by its intervals, if its file has them; those that ran at the same time are one. */
    public static List<FailureSeries> series(List<ResultFile> files) {
        List<FailureSeries> series = new ArrayList<>();
        for (ResultFile file : files) {
            Proportion counts = file.counts();
            if (file.result().series() == null) {
                series.add(FailureSeries.of(counts));
            }
        }
        SimultaneousRuns.of(files).forEach(runs -> series.add(FailureSeries.of(runs.series())));
        return series;
    }

    /** Returns the elapsed times of the connects of all runs in nanoseconds, if every file has them. */
    public static Optional<Histogram> connected(List<ResultFile> files) {
        Histogram sum = new Histogram(3);
        for (ResultFile file : files) {
            Distributions distributions = file.result().distributions();
            if (distributions == null) {
                return Optional.empty();
            }
            sum.add(distributions.elapsed(Outcome.CONNECTED));
        }
        return Optional.of(sum);
    }

    private static List<Proportion> unlike(List<FailureSeries> runs) {
        return Clustering.differ(runs) ? runs.stream().map(FailureSeries::total).toList() : List.of();
    }

    private static List<PercentileChange> percentiles(
            List<ResultFile> base, List<ResultFile> candidate, double confidence) {
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
}
