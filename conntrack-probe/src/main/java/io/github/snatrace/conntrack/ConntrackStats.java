package io.github.snatrace.conntrack;

import io.github.snatrace.host.KernelRelease;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.TextFormatException;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The connection tracking counters of one network namespace at one moment, CPU by CPU. Immutable.
 *
 * <p>The kernel counts in 32 bits and wraps; {@link #since} takes that into account.
 *
 * @param source where they came from
 * @param cpus one for each CPU, with the same counters each
 * @param entries how many entries the table held, a gauge of the namespace; empty where the source does not tell
 */
public record ConntrackStats(CounterSource source, List<CpuCounters> cpus, OptionalLong entries) {

    /** Copies the list and refuses CPUs that are there twice or have other counters than the first. */
    public ConntrackStats {
        cpus = List.copyOf(cpus);
        Set<Integer> seen = new HashSet<>();
        for (CpuCounters cpu : cpus) {
            if (!seen.add(cpu.cpu())) {
                throw new IllegalArgumentException("cpu " + cpu.cpu() + " is there twice");
            }
            if (!cpu.counters().keySet().equals(cpus.get(0).counters().keySet())) {
                throw new IllegalArgumentException("cpu " + cpu.cpu() + " has other counters than cpu "
                        + cpus.get(0).cpu());
            }
        }
    }

    /**
     * Reads counters in whatever form they come: the kernel's text, what {@code conntrack -S} of any version prints, or
     * a snapshot of several files.
     *
     * @throws TextFormatException if it is none of these, or broken; the message names the line
     */
    public static ConntrackStats parse(String text) {
        return ConntrackText.parse(text);
    }

    /**
     * Reads the counters of a snapshot.
     *
     * @throws TextFormatException if the snapshot holds none, or broken ones
     */
    public static ConntrackStats parse(KernelText snapshot) {
        return ConntrackText.parse(snapshot);
    }

    /** Returns the counters as a kernel prints them, in the columns of the newest, and where they came from. */
    KernelText toText() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(KernelText.CONNTRACK_STAT, ProcfsText.format(this));
        files.put(KernelText.SOURCE, source.label() + "\n");
        return KernelText.of(files);
    }

    /** Returns each counter's sum over all CPUs. */
    public SortedMap<Counter, Long> total() {
        return sum(cpus);
    }

    /** Returns the sum of {@code counter} over all CPUs, empty when it is not among the counters. */
    public OptionalLong total(Counter counter) {
        return sum(cpus, counter);
    }

    /** Returns what was dropped so far, as {@code kernel} counts it; empty where that is not told. */
    public Optional<TrackingLosses> losses(Optional<KernelRelease> kernel) {
        return TrackingLosses.of(total(), kernel);
    }

    /** Returns whether nothing was ever counted: a namespace that no packet was tracked in. */
    public boolean isZero() {
        for (CpuCounters cpu : cpus) {
            for (long value : cpu.counters().values()) {
                if (value != 0) {
                    return false;
                }
            }
        }
        return entries.orElse(0) == 0;
    }

    /** Returns what was counted between {@code before} and this. */
    public ConntrackDelta since(ConntrackStats before) {
        return ConntrackDelta.between(before, this);
    }

    static OptionalLong sum(List<CpuCounters> cpus, Counter counter) {
        long sum = 0;
        boolean found = false;
        for (CpuCounters cpu : cpus) {
            found |= cpu.counters().containsKey(counter);
            sum += cpu.value(counter);
        }
        return found ? OptionalLong.of(sum) : OptionalLong.empty();
    }

    static SortedMap<Counter, Long> sum(List<CpuCounters> cpus) {
        SortedMap<Counter, Long> sum = new TreeMap<>();
        for (CpuCounters cpu : cpus) {
            cpu.counters().forEach((counter, value) -> sum.merge(counter, value, Long::sum));
        }
        return Collections.unmodifiableSortedMap(sum);
    }
}
