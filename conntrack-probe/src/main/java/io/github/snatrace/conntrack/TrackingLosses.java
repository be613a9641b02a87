package io.github.snatrace.conntrack;

import io.github.snatrace.host.KernelRelease;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What counters say of packets that connection tracking dropped, read as the kernel counts that counted them. The same
 * for counters of all time and for what happened between two moments. Immutable.
 *
 * <p>Kernels before 4.7 count a clash in {@code insert_failed} alone, those from 4.7 on in {@code drop} as well; those
 * from 4.7 to 5.9 count in {@code insert_failed} also what they resolved. Up to 4.8 {@code found} counts look-ups.
 *
 * @param clashes packets that were dropped at confirmation because their tuple was taken meanwhile
 * @param resolved clashes that cost nothing, as far as they are in {@code insert_failed}
 * @param chainTooLong packets that were dropped because their hash chain was too long
 * @param beyond packets that were dropped for another reason: a full table, or what could not be tracked
 * @param evicted entries that had to make room for others
 * @param portsInUse how often NAT found a port in use; empty where that is not counted
 */
public record TrackingLosses(
        long clashes, long resolved, long chainTooLong, long beyond, long evicted, OptionalLong portsInUse) {
    private static final double NEARLY_FULL = 0.8;

    /**
     * Reads counters.
     *
     * @param total each counter's sum over the CPUs
     * @param kernel whose they are; what is not known is told from the counters themselves
     * @return empty where {@code insert_failed} or {@code drop} is missing
     */
    static Optional<TrackingLosses> of(Map<Counter, Long> total, Optional<KernelRelease> kernel) {
        Long failed = total.get(Counter.INSERT_FAILED);
        Long dropped = total.get(Counter.DROP);
        if (failed == null || dropped == null) {
            return Optional.empty();
        }
        boolean lookups = countsLookups(total, kernel);
        boolean beforeResolving =
                kernel.map(release -> !release.isAtLeast(4, 7)).orElse(lookups);
        boolean dropHasClashes = kernel.map(release -> release.isAtLeast(4, 7)).orElse(!lookups || dropped > 0);
        long chains = total.getOrDefault(Counter.CHAINLENGTH, 0L);
        long all = Math.max(0, failed - chains);
        long lost = beforeResolving ? all : Math.min(all, dropped);
        return Optional.of(new TrackingLosses(
                lost,
                all - lost,
                chains,
                Math.max(0, dropped - (dropHasClashes ? lost : 0)),
                total.getOrDefault(Counter.EARLY_DROP, 0L),
                lookups || !total.containsKey(Counter.FOUND)
                        ? OptionalLong.empty()
                        : OptionalLong.of(total.getOrDefault(Counter.FOUND, 0L))));
    }

    /** Kernels up to 4.8 are the last to count new entries. */
    private static boolean countsLookups(Map<Counter, Long> total, Optional<KernelRelease> kernel) {
        return total.getOrDefault(Counter.NEW, 0L) > 0
                || kernel.filter(release -> !release.isAtLeast(4, 9)).isPresent();
    }

    /** Returns whether NAT never found a port in use, as far as it counts: packets that clash then are of one flow. */
    public boolean areUntranslated() {
        return clashes > 0 && portsInUse.isPresent() && portsInUse.getAsLong() == 0;
    }

    /** Returns whether a table of {@code most} entries that holds {@code entries} has hardly any room. */
    public static boolean isNearlyFull(long entries, long most) {
        return most > 0 && entries >= NEARLY_FULL * most;
    }
}
