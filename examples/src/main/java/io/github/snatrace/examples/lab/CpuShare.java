package io.github.snatrace.examples.lab;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One CPU's part in an arm: a SYN is translated on the CPU that sends it, so the timeouts of the clients on a CPU and
 * the {@code insert_failed} of that CPU are the same events.
 *
 * @param timeouts of each client on this CPU, by its number
 */
record CpuShare(int cpu, SortedMap<Integer, Long> timeouts, long insertFailed) {

    CpuShare {
        timeouts = Collections.unmodifiableSortedMap(new TreeMap<>(timeouts));
    }

    long sum() {
        return timeouts.values().stream().mapToLong(Long::longValue).sum();
    }

    boolean agrees() {
        return sum() == insertFailed;
    }
}
