package io.github.snatrace.trace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/** When a capture lost observations, tap by tap: what was not seen then may have happened. Old gaps are joined. */
final class CaptureGaps {
    private static final int MOST_OF_A_TAP = 1000;

    private final Map<TapPoint, Deque<Gap>> gaps = new EnumMap<>(TapPoint.class);
    private long missed;

    private record Gap(long fromNanos, long toNanos) {}

    /** Adds {@code count} observations of a tap that were lost at some time between two. */
    void add(TapPoint point, long fromNanos, long toNanos, long count) {
        missed += count;
        Deque<Gap> ofTap = gaps.computeIfAbsent(point, unused -> new ArrayDeque<>());
        ofTap.addLast(new Gap(fromNanos, toNanos));
        if (ofTap.size() > MOST_OF_A_TAP) {
            Gap first = ofTap.removeFirst();
            Gap second = ofTap.removeFirst();
            ofTap.addFirst(
                    new Gap(Math.min(first.fromNanos, second.fromNanos), Math.max(first.toNanos, second.toNanos)));
        }
    }

    /** Returns whether a tap may have missed something between two times. */
    boolean touch(TapPoint point, long fromNanos, long toNanos) {
        Deque<Gap> ofTap = gaps.get(point);
        return ofTap != null && ofTap.stream().anyMatch(gap -> gap.fromNanos <= toNanos && gap.toNanos >= fromNanos);
    }

    /** Returns how many observations were lost. */
    long missed() {
        return missed;
    }
}
