package io.github.snatrace.trace;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a trace came to.
 *
 * @param syns how many SYNs were followed to their end
 * @param lost how many of them were lost, by where they ended
 * @param missed how many observations the capture itself lost, as far as it can tell
 * @param undetermined how many SYNs of {@code syns} may have been lost or not, because of what the capture missed
 */
public record TraceSummary(long syns, Map<LossPlace, Long> lost, long missed, long undetermined) {
    /** Copies the map. */
    public TraceSummary {
        Map<LossPlace, Long> copy = new EnumMap<>(LossPlace.class);
        copy.putAll(lost);
        lost = Collections.unmodifiableMap(copy);
    }

    /** Returns how many were lost. */
    public long allLost() {
        return lost.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns whether the capture saw everything that it was to see. */
    public boolean isValid() {
        return missed == 0 && undetermined == 0;
    }
}
