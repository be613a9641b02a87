package io.github.snatrace.examples.lab;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.snatrace.stats.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** One run of one client by intervals, as its JSON summary has it: what shows whether failures came in bursts. */
@JsonIgnoreProperties(ignoreUnknown = true)
record ClientSeries(Instant startedAt, long stepMillis, List<Long> attempts, List<Long> failures) {

    ClientSeries {
        attempts = List.copyOf(attempts);
        failures = List.copyOf(failures);
    }

    Series toSeries() {
        return new Series(
                startedAt.toEpochMilli() / stepMillis,
                Duration.ofMillis(stepMillis),
                IntStream.range(0, attempts.size())
                        .mapToObj(i -> new Series.Interval(failures.get(i), attempts.get(i)))
                        .toList());
    }
}
