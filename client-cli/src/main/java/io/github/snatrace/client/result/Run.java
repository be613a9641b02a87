package io.github.snatrace.client.result;

import io.github.snatrace.compare.FailureSeries;
import io.github.snatrace.compare.Proportion;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.stats.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A run that was read from its result file. */
public record Run(Path file, RunSummary summary) {

    /** What has to be equal for two runs to be compared or added, by the name that people know it under. */
    private static final List<Map.Entry<String, Function<RunSummary, @Nullable Object>>> CONDITIONS = List.of(
            Map.entry("target", RunSummary::target),
            Map.entry("mode", RunSummary::mode),
            Map.entry("number of workers", RunSummary::workers),
            Map.entry("dial interval (us)", RunSummary::dialIntervalMicros),
            Map.entry("rate (per second)", RunSummary::rate),
            Map.entry("step (us)", RunSummary::stepMicros),
            Map.entry("source ports", RunSummary::sourcePorts),
            Map.entry("timeout (ms)", RunSummary::timeoutMillis),
            Map.entry("close", RunSummary::close),
            Map.entry("topology", RunSummary::topology),
            Map.entry("kernel", RunSummary::kernel),
            Map.entry("number of CPUs", RunSummary::cpus));

    /**
     * Reads runs.
     *
     * @throws IllegalArgumentException if a file is no result file, or has a run that another one has as well
     */
    public static List<Run> read(List<Path> files) throws IOException {
        List<Run> runs = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        for (Path file : files) {
            Run run = new Run(file, SummaryFile.read(file));
            boolean fresh = seen.add(file.toRealPath());
            for (String id : Objects.requireNonNullElse(run.summary.ids(), List.<String>of())) {
                fresh &= seen.add(id);
            }
            if (!fresh) {
                throw new IllegalArgumentException("'" + file + "': the same run was given before");
            }
            runs.add(run);
        }
        return runs;
    }

    /** Says whether the run measured its own generator, as far as is known. */
    public boolean isInvalid() {
        return Boolean.FALSE.equals(summary.valid());
    }

    /** Where the file is. */
    public Path directory() {
        return Objects.requireNonNull(file.toAbsolutePath().normalize().getParent());
    }

    /**
     * The attempts that say something, and the failures among them: cancelled ones are neither.
     *
     * @throws IllegalArgumentException if there was no attempt
     */
    public Proportion counts() {
        long attempts = summary.attempts() - summary.outcomes().getOrDefault(Outcome.CANCELLED, 0L);
        long failures = summary.outcomes().entrySet().stream()
                .filter(entry -> entry.getKey().isFailure())
                .mapToLong(Map.Entry::getValue)
                .sum();
        if (attempts == 0) {
            throw new IllegalArgumentException("'" + file + "': no attempt: expected at least 1");
        }
        return new Proportion(failures, attempts);
    }

    /**
     * The run by intervals, if the file has them.
     *
     * @throws IllegalArgumentException if they do not add up to the run
     */
    public Optional<Series> series() {
        SeriesJson series = summary.series();
        if (series == null) {
            return Optional.empty();
        }
        Series intervals;
        Proportion total;
        try {
            intervals = series.toSeries();
            total = FailureSeries.of(intervals).total();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + file + "': series: " + e.getMessage(), e);
        }
        if (!total.equals(counts())) {
            throw new IllegalArgumentException("'" + file + "': the series has " + total.failures() + " failures of "
                    + total.attempts() + ": expected " + counts().failures() + " of " + counts().attempts());
        }
        return Optional.of(intervals);
    }

    /**
     * The distribution of the elapsed times of an outcome in nanoseconds, if the file has distributions.
     *
     * @throws IllegalArgumentException if it does not have as many values as there were such attempts
     */
    public Optional<Histogram> elapsed(Outcome outcome) {
        RunSummary.Histograms histograms = summary.histograms();
        if (histograms == null) {
            return Optional.empty();
        }
        long count = summary.outcomes().getOrDefault(outcome, 0L);
        String encoded = histograms.elapsed().get(outcome);
        if (encoded == null && count == 0) {
            return Optional.empty();
        }
        Histogram histogram = decode(outcome.name(), encoded == null ? "" : encoded);
        if (histogram.getTotalCount() != count) {
            throw new IllegalArgumentException("'" + file + "': the histogram of " + outcome + " has "
                    + histogram.getTotalCount() + " values: expected " + count);
        }
        return Optional.of(histogram);
    }

    /** The distribution of lateness in nanoseconds, if the file has distributions. */
    public Optional<Histogram> lateness() {
        RunSummary.Histograms histograms = summary.histograms();
        return histograms == null ? Optional.empty() : Optional.of(decode("lateness", histograms.lateness()));
    }

    /** The conditions under which the two ran that are known and not the same, each in words. */
    List<String> differences(Run other) {
        List<String> differences = new ArrayList<>();
        for (Map.Entry<String, Function<RunSummary, @Nullable Object>> condition : CONDITIONS) {
            Object here = condition.getValue().apply(summary);
            Object there = condition.getValue().apply(other.summary);
            if (here != null && there != null && !here.equals(there)) {
                differences.add("different " + condition.getKey() + ", " + here + " and " + there);
            }
        }
        return differences;
    }

    private Histogram decode(String name, String encoded) {
        try {
            return EncodedHistogram.decode(encoded);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + file + "': " + name + ": " + e.getMessage(), e);
        }
    }
}
