package io.github.snatrace.conntrack;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one CPU has counted, or counted between two moments.
 *
 * @param cpu the kernel's number of the CPU; the row's number where the text does not tell
 * @param counters each counter's value, in the order of the newest kernel
 */
public record CpuCounters(int cpu, SortedMap<Counter, Long> counters) {

    /** Copies the counters and refuses negative numbers. */
    public CpuCounters {
        if (cpu < 0) {
            throw new IllegalArgumentException("cpu must not be negative: " + cpu);
        }
        counters = Collections.unmodifiableSortedMap(new TreeMap<>(counters));
        for (long value : counters.values()) {
            if (value < 0) {
                throw new IllegalArgumentException("a counter of cpu " + cpu + " is negative: " + value);
            }
        }
    }

    /** Returns the value of {@code counter}, 0 when this CPU's row does not have it. */
    public long value(Counter counter) {
        return counters.getOrDefault(counter, 0L);
    }
}
