package io.github.snatrace.client.result;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.snatrace.stats.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A run by intervals of the wall clock, as {@link RunSummary} has it: attempts by when they began, and the failures among them.
 *
 * @param startedAt when the first interval began, a multiple of the step since the epoch
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SeriesJson(
        @JsonProperty(required = true) Instant startedAt,
        @JsonProperty(required = true) long stepMillis,
        @JsonProperty(required = true) List<Long> attempts,
        @JsonProperty(required = true) List<Long> failures) {

    public SeriesJson {
        if (stepMillis < 1) {
            throw new IllegalArgumentException("series with a step of " + stepMillis + "ms");
        }
        attempts = List.copyOf(attempts);
        failures = List.copyOf(failures);
        if (attempts.size() != failures.size()) {
            throw new IllegalArgumentException(
                    "series of " + attempts.size() + " intervals with failures of " + failures.size());
        }
    }

    static SeriesJson of(Series series) {
        return new SeriesJson(
                series.startedAt(),
                series.step().toMillis(),
                series.intervals().stream().map(Series.Interval::attempts).toList(),
                series.intervals().stream().map(Series.Interval::failures).toList());
    }

    Series toSeries() {
        long first = startedAt.toEpochMilli() / stepMillis;
        return new Series(
                first,
                Duration.ofMillis(stepMillis),
                IntStream.range(0, attempts.size())
                        .mapToObj(i -> new Series.Interval(failures.get(i), attempts.get(i)))
                        .toList());
    }
}
