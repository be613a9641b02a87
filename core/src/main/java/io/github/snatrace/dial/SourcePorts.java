package io.github.snatrace.dial;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A range of source ports that the dialer walks through, one for each due time.
 *
 * @param low the lowest port, 1 to 65535
 * @param high the highest port, included, {@code low} to 65535
 */
public record SourcePorts(int low, int high) {

    public SourcePorts {
        checkArgument(low >= 1 && low <= 65535, "lowest source port %s: expected 1 to 65535", low);
        checkArgument(high >= low && high <= 65535, "highest source port %s: expected %s to 65535", high, low);
    }

    /** Returns the number of ports. */
    public int span() {
        return high - low + 1;
    }

    /**
     * Returns the port of a due time: {@code low + tick mod span}. Two dialers with the same ports agree on it without
     * talking.
     */
    public int portAt(long tick) {
        return low + (int) Math.floorMod(tick, (long) span());
    }
}
