package io.github.snatrace.client.result;

import io.github.snatrace.dial.Outcome;
import io.github.snatrace.stats.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Adds runs: counts and histograms, and nothing that is not a sum of theirs. */
public final class RunMerge {

    private final List<Run> runs;

    private RunMerge(List<Run> runs) {
        this.runs = runs;
    }

    /**
     * Adds runs that ran under the same conditions.
     *
     * @throws IllegalArgumentException if they did not, or if one of them has no histograms
     */
    public static RunSummary merge(List<Run> runs) {
        RunMerge merge = new RunMerge(runs);
        runs.forEach(merge::check);
        return merge.sum();
    }

    private void check(Run run) {
        List<String> differences = runs.get(0).differences(run);
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException("'" + run.file() + "' cannot be added to '"
                    + runs.get(0).file() + "': " + String.join("; ", differences));
        }
        if (run.summary().histograms() == null) {
            throw new IllegalArgumentException(
                    "'" + run.file() + "': no histograms: expected them, for percentiles cannot be added");
        }
    }

    private RunSummary sum() {
        long attempts = sumOf(RunSummary::attempts);
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        Map<Outcome, String> elapsed = new EnumMap<>(Outcome.class);
        Histogram connected = new Histogram(3);
        for (Outcome outcome : Outcome.values()) {
            Optional<Histogram> histogram =
                    runs.stream().flatMap(run -> run.elapsed(outcome).stream()).reduce(RunMerge::add);
            if (histogram.isPresent() && histogram.get().getTotalCount() > 0) {
                outcomes.put(outcome, histogram.get().getTotalCount());
                elapsed.put(outcome, EncodedHistogram.encode(histogram.get()));
                connected = outcome == Outcome.CONNECTED ? histogram.get() : connected;
            }
        }
        Histogram lateness = runs.stream()
                .flatMap(run -> run.lateness().stream())
                .reduce(RunMerge::add)
                .orElseThrow();
        Instant startedAt =
                inAll(RunSummary::startedAt).stream().min(Instant::compareTo).orElse(null);
        Instant endedAt =
                inAll(RunSummary::endedAt).stream().max(Instant::compareTo).orElse(null);
        return new RunSummary(
                RunSummary.SCHEMA,
                inAll(RunSummary::ids).stream().flatMap(List::stream).toList(),
                common(RunSummary::target),
                startedAt,
                endedAt,
                common(RunSummary::mode),
                common(RunSummary::workers),
                common(RunSummary::dialIntervalMicros),
                common(RunSummary::rate),
                common(RunSummary::stepMicros),
                common(RunSummary::sourcePorts),
                common(RunSummary::timeoutMillis),
                common(RunSummary::close),
                common(RunSummary::topology),
                attempts,
                sumOf(RunSummary::skipped),
                outcomes,
                RunSummary.Percentiles.ofNanos(connected),
                SlowConnects.of(connected),
                RunSummary.Percentiles.ofNanos(lateness),
                perSecond(attempts, startedAt, endedAt),
                valid(),
                reasons(),
                common(RunSummary::kernel),
                common(RunSummary::cpus),
                new RunSummary.Histograms(elapsed, EncodedHistogram.encode(lateness)),
                series());
    }

    private static Histogram add(Histogram one, Histogram other) {
        Histogram sum = one.copy();
        sum.add(other);
        return sum;
    }

    private static @Nullable Double perSecond(long attempts, @Nullable Instant startedAt, @Nullable Instant endedAt) {
        if (startedAt == null || endedAt == null || !endedAt.isAfter(startedAt)) {
            return null;
        }
        return attempts * 1e9 / Duration.between(startedAt, endedAt).toNanos();
    }

    /** Whether all are valid; unknown as long as one does not say and none says no. */
    private @Nullable Boolean valid() {
        if (runs.stream().anyMatch(run -> Boolean.FALSE.equals(run.summary().valid()))) {
            return false;
        }
        return inAll(RunSummary::valid).isEmpty() ? null : true;
    }

    private List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        for (Run run : runs) {
            Objects.requireNonNullElse(run.summary().invalidBecause(), List.<String>of())
                    .forEach(reason -> reasons.add(run.file().getFileName() + ": " + reason));
        }
        return reasons;
    }

    private @Nullable SeriesJson series() {
        List<Series> series =
                runs.stream().flatMap(run -> run.series().stream()).toList();
        if (series.size() < runs.size()) {
            return null;
        }
        return series.stream()
                .reduce(Series::plus)
                .map(sum -> SeriesJson.of(sum.inAtMost(RunSummary.LONGEST_SERIES)))
                .orElse(null);
    }

    private long sumOf(Function<RunSummary, Long> count) {
        return runs.stream().map(Run::summary).map(count).reduce(0L, Math::addExact);
    }

    /** The value that the runs share; null if one of them does not tell it. */
    private <T> @Nullable T common(Function<RunSummary, @Nullable T> field) {
        return inAll(field).stream().findFirst().orElse(null);
    }

    /** The values of all runs, or none if one of them does not tell it. */
    private <T> Collection<T> inAll(Function<RunSummary, @Nullable T> field) {
        List<T> values = new ArrayList<>();
        for (Run run : runs) {
            T value = field.apply(run.summary());
            if (value == null) {
                return List.of();
            }
            values.add(value);
        }
        return values;
    }
}
