package io.github.snatrace.examples.lab;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.snatrace.dial.Outcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one client reported of one run: the part of its JSON summary that the race needs.
 *
 * @param series null if the summary has none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ClientRun(
        long attempts,
        long skipped,
        Map<Outcome, Long> outcomes,
        @Nullable ClientSeries series) {

    ClientRun {
        outcomes = Map.copyOf(outcomes);
    }

    /** Connects that nobody answered in time, whoever gave up first. */
    long timeouts() {
        return count(Outcome.TIMED_OUT) + count(Outcome.TIMED_OUT_BY_KERNEL);
    }

    long failures() {
        return outcomes.entrySet().stream()
                .filter(outcome -> outcome.getKey().isFailure())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    long count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }
}
