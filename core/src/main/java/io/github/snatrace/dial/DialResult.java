package io.github.snatrace.dial;

import com.google.common.collect.Maps;
import java.time.Instant;
import java.util.Map;

/**
 * What a run came to, in counts.
 *
 * @param startedAt when the run began
 * @param endedAt when its last attempt had ended
 * @param outcomes how many attempts ended how; outcomes that did not happen are absent
 * @param skipped due times that passed without an attempt
 */
public record DialResult(Instant startedAt, Instant endedAt, Map<Outcome, Long> outcomes, long skipped) {

    public DialResult {
        outcomes = Maps.immutableEnumMap(outcomes);
    }

    /** Returns how many attempts ended so. */
    public long count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }

    /** Returns how many attempts were made. */
    public long attempts() {
        return outcomes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns how many attempts were failures. */
    public long failures() {
        return outcomes.entrySet().stream()
                .filter(entry -> entry.getKey().isFailure())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
