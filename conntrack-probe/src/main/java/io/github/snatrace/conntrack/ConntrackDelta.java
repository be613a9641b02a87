package io.github.snatrace.conntrack;

import io.github.snatrace.host.KernelRelease;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the kernel counted between two moments, CPU by CPU. Immutable.
 *
 * <p>Only what both moments have is compared; the rest is named in {@link #unmatched}, never guessed. A counter that
 * fell has either wrapped at 32 bits, and what it counted is known, or was reset (a new namespace, a reboot, a module
 * loaded again). It was a reset when at least half of a CPU's counters fell, one of them so little that a wrap would
 * take more than 2<sup>31</sup> events. All counters of a namespace are reset together, so they are then all counted
 * from zero.
 *
 * @param before where the earlier counters came from
 * @param source where the later counters came from
 * @param cpus the CPUs that both have, with the counters that both have
 * @param reset whether the counters were reset in between, so that these are counted from zero
 * @param entriesBefore how many entries the table held before
 * @param entries how many entries it held after
 * @param unmatched what only one of both has
 */
public record ConntrackDelta(
        CounterSource before,
        CounterSource source,
        List<CpuCounters> cpus,
        boolean reset,
        OptionalLong entriesBefore,
        OptionalLong entries,
        Unmatched unmatched) {

    private static final long WRAP = 1L << 32;

    /** Copies the list. */
    public ConntrackDelta {
        cpus = List.copyOf(cpus);
    }

    /**
     * What only one of two sets of counters has.
     *
     * @param countersBefore counters that only the earlier has
     * @param countersAfter counters that only the later has
     * @param cpusBefore CPUs that only the earlier has
     * @param cpusAfter CPUs that only the later has
     */
    public record Unmatched(
            List<Counter> countersBefore,
            List<Counter> countersAfter,
            List<Integer> cpusBefore,
            List<Integer> cpusAfter) {

        /** Copies the lists. */
        public Unmatched {
            countersBefore = List.copyOf(countersBefore);
            countersAfter = List.copyOf(countersAfter);
            cpusBefore = List.copyOf(cpusBefore);
            cpusAfter = List.copyOf(cpusAfter);
        }

        /** Returns whether both have the same counters on the same CPUs. */
        public boolean isEmpty() {
            return countersBefore.isEmpty() && countersAfter.isEmpty() && cpusBefore.isEmpty() && cpusAfter.isEmpty();
        }
    }

    /** Returns what was counted between {@code before} and {@code after}. */
    static ConntrackDelta between(ConntrackStats before, ConntrackStats after) {
        Map<Integer, CpuCounters> earlier = byCpu(before);
        Map<Integer, CpuCounters> later = byCpu(after);
        Set<Counter> counters = new TreeSet<>(before.total().keySet());
        counters.retainAll(after.total().keySet());

        Map<CpuCounters, CpuCounters> pairs = new LinkedHashMap<>();
        boolean reset = false;
        for (CpuCounters cpu : after.cpus()) {
            CpuCounters then = earlier.get(cpu.cpu());
            if (then != null) {
                pairs.put(cpu, then);
                reset |= isReset(counters, then, cpu);
            }
        }
        List<CpuCounters> cpus = new ArrayList<>();
        for (Map.Entry<CpuCounters, CpuCounters> pair : pairs.entrySet()) {
            SortedMap<Counter, Long> counted = new TreeMap<>();
            for (Counter counter : counters) {
                long now = pair.getKey().value(counter);
                counted.put(counter, reset ? now : wrapped(pair.getValue().value(counter), now));
            }
            cpus.add(new CpuCounters(pair.getKey().cpu(), counted));
        }
        Unmatched unmatched = new Unmatched(
                without(before.total().keySet(), counters),
                without(after.total().keySet(), counters),
                without(earlier.keySet(), later.keySet()),
                without(later.keySet(), earlier.keySet()));
        return new ConntrackDelta(
                before.source(), after.source(), cpus, reset, before.entries(), after.entries(), unmatched);
    }

    private static Map<Integer, CpuCounters> byCpu(ConntrackStats stats) {
        Map<Integer, CpuCounters> byCpu = new LinkedHashMap<>();
        stats.cpus().forEach(cpu -> byCpu.put(cpu.cpu(), cpu));
        return byCpu;
    }

    private static <T> List<T> without(Set<T> all, Set<T> those) {
        List<T> rest = new ArrayList<>(all);
        rest.removeAll(those);
        return rest;
    }

    private static boolean isReset(Set<Counter> counters, CpuCounters before, CpuCounters after) {
        int couldFall = 0;
        int fell = 0;
        boolean tooFarForAWrap = false;
        for (Counter counter : counters) {
            long then = before.value(counter);
            long now = after.value(counter);
            couldFall += then > 0 ? 1 : 0;
            if (now < then) {
                fell++;
                tooFarForAWrap |= wrapped(then, now) > WRAP / 2;
            }
        }
        return tooFarForAWrap && 2 * fell >= couldFall;
    }

    private static long wrapped(long before, long after) {
        return after >= before ? after - before : after - before + WRAP;
    }

    /** Returns what was counted during this and then during {@code next}. */
    public ConntrackDelta plus(ConntrackDelta next) {
        SortedMap<Integer, SortedMap<Counter, Long>> sums = new TreeMap<>();
        for (List<CpuCounters> some : List.of(cpus, next.cpus)) {
            for (CpuCounters cpu : some) {
                SortedMap<Counter, Long> sum = sums.computeIfAbsent(cpu.cpu(), any -> new TreeMap<>());
                cpu.counters().forEach((counter, value) -> sum.merge(counter, value, Long::sum));
            }
        }
        List<CpuCounters> total = new ArrayList<>();
        sums.forEach((cpu, counters) -> total.add(new CpuCounters(cpu, counters)));
        return new ConntrackDelta(
                before,
                next.source,
                total,
                reset || next.reset,
                entriesBefore,
                next.entries,
                unmatched.isEmpty() ? next.unmatched : unmatched);
    }

    /** Returns each counter's sum over the CPUs that were compared. */
    public SortedMap<Counter, Long> total() {
        return ConntrackStats.sum(cpus);
    }

    /** Returns what {@code counter} counted on the CPUs that were compared, empty when it could not be compared. */
    public OptionalLong total(Counter counter) {
        return ConntrackStats.sum(cpus, counter);
    }

    /** Returns what was dropped, as {@code kernel} counts it; empty where that could not be compared. */
    public Optional<TrackingLosses> losses(Optional<KernelRelease> kernel) {
        return TrackingLosses.of(total(), kernel);
    }
}
