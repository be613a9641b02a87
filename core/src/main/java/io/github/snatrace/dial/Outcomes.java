package io.github.snatrace.dial;

import com.google.common.collect.Maps;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How many attempts ended how: the sums that everything else is told in.
 *
 * @param counts how many attempts ended so, none of them negative; outcomes that did not happen are absent
 */
public record Outcomes(Map<Outcome, Long> counts) {

    /** No attempt at all, the neutral element of {@link #plus}. */
    public static final Outcomes NONE = new Outcomes(Map.of());

    public Outcomes {
        counts.forEach((outcome, count) -> {
            if (count < 0) {
                throw new IllegalArgumentException(outcome + " " + count + ": expected 0 or more");
            }
        });
        counts = Maps.immutableEnumMap(Maps.filterValues(counts, count -> count > 0));
        try {
            var unused = counts.values().stream().reduce(0L, Math::addExact);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(counts + ": expected fewer attempts than a long can count", e);
        }
    }

    /** Returns how many attempts ended so. */
    public long count(Outcome outcome) {
        return counts.getOrDefault(outcome, 0L);
    }

    /** Returns how many attempts ended, in whatever way. */
    public long attempts() {
        return counts.values().stream().reduce(0L, Math::addExact);
    }

    /** Returns how many attempts say whether the connection could be had: all but those that were cancelled. */
    public long decided() {
        return attempts() - count(Outcome.CANCELLED);
    }

    /** Returns how many attempts were failures. */
    public long failures() {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().isFailure())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Returns how many attempts got no answer, until the plan's timeout or the kernel's. */
    public long timeouts() {
        return count(Outcome.TIMED_OUT) + count(Outcome.TIMED_OUT_BY_KERNEL);
    }

    /** Returns the attempts of both. */
    public Outcomes plus(Outcomes other) {
        Map<Outcome, Long> sums = new EnumMap<>(Outcome.class);
        sums.putAll(counts);
        other.counts.forEach((outcome, count) -> sums.merge(outcome, count, Math::addExact));
        return new Outcomes(sums);
    }

    /** Returns the counts in words, such as {@code 98 CONNECTED, 2 TIMED_OUT}. */
    @Override
    public String toString() {
        return counts.isEmpty()
                ? "no attempt"
                : counts.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", "));
    }
}
