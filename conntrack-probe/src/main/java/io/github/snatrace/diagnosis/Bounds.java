package io.github.snatrace.diagnosis;

/**
 * How many of the failures a cause accounts for.
 *
 * @param atLeast so many for certain
 * @param atMost so many if everything that is possible was so
 */
public record Bounds(long atLeast, long atMost) {

    /** Refuses bounds that are negative or hold nothing. */
    public Bounds {
        if (atLeast < 0 || atMost < atLeast) {
            throw new IllegalArgumentException("expected 0 <= at least <= at most, not " + atLeast + " and " + atMost);
        }
    }

    /** Returns the bounds of what is known to be {@code count}. */
    public static Bounds exactly(long count) {
        return new Bounds(count, count);
    }

    /** Returns whether {@code count} lies within. */
    public boolean holds(long count) {
        return atLeast <= count && count <= atMost;
    }

    /** Returns what lies within and nearest to {@code count}. */
    long nearest(long count) {
        return Math.max(atLeast, Math.min(count, atMost));
    }
}
