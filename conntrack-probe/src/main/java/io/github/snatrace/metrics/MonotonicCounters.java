package io.github.snatrace.metrics;

import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.conntrack.CpuCounters;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one namespace as counters that only rise: they begin with the kernel's values, go on where 32 bits
 * end, and keep what was counted before a reset. Not thread-safe.
 */
final class MonotonicCounters {
    private final SortedMap<Integer, SortedMap<Counter, Long>> totals = new TreeMap<>();
    private @Nullable ConntrackStats last;

    /** Adds what was counted since the last reading; of the first, everything. */
    void add(ConntrackStats stats) {
        for (CpuCounters cpu : last == null ? stats.cpus() : stats.since(last).cpus()) {
            SortedMap<Counter, Long> total = totals.computeIfAbsent(cpu.cpu(), any -> new TreeMap<>());
            cpu.counters().forEach((counter, value) -> total.merge(counter, value, Long::sum));
        }
        last = stats;
    }

    /** Returns what was counted, by CPU. */
    SortedMap<Integer, SortedMap<Counter, Long>> totals() {
        return Collections.unmodifiableSortedMap(totals);
    }

    /** Returns what was counted on all CPUs together, 0 where this kernel does not tell. */
    long total(Counter counter) {
        return totals.values().stream()
                .mapToLong(counters -> counters.getOrDefault(counter, 0L))
                .sum();
    }
}
