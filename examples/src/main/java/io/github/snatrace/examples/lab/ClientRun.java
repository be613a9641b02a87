package io.github.snatrace.examples.lab;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.snatrace.dial.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one client reported of one run: the part of its JSON summary that the race needs.
 *
 * @param valid null if the summary does not say
 * @param invalidBecause null if the summary does not say
 * @param series null if the summary has none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ClientRun(
        long attempts,
        long skipped,
        Map<Outcome, Long> outcomes,
        @Nullable Boolean valid,
        @Nullable List<String> invalidBecause,
        @Nullable ClientSeries series) {

    ClientRun {
        outcomes = Map.copyOf(outcomes);
        invalidBecause = invalidBecause == null ? null : List.copyOf(invalidBecause);
    }

    /** Why the run says nothing about the network, if it does not. */
    Optional<String> flaw() {
        if (Boolean.FALSE.equals(valid)) {
            return Optional.of(
                    invalidBecause == null || invalidBecause.isEmpty()
                            ? "it does not say why"
                            : String.join("; ", invalidBecause));
        }
        long without = count(Outcome.NO_DESCRIPTOR);
        return without > 0
                ? Optional.of(String.format(
                        Locale.ROOT, "%,d of %,d attempts had no file descriptor left", without, attempts))
                : Optional.empty();
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
