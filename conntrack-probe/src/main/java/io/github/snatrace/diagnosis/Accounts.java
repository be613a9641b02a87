package io.github.snatrace.diagnosis;

import io.github.snatrace.diagnosis.Suspect.Leg;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What is certain of each suspect, and what is possible: counters of a namespace count everybody's packets.
 *
 * <p>The SYNs that the clients lost are compared with what was lost on each leg: what suspects counted, and what the
 * router forwarded but neither reached the server nor came from it. If these add up, nobody else can have had a part in
 * them, and each counter is a lower bound. If one selection of them adds up and no other does, the rest was others'. If
 * none does, nothing is certain.
 */
final class Accounts {
    /** How far sums may be apart, as a share and in SYNs: a packet is on its way when a snapshot is taken. */
    private static final double TOLERANCE = 0.02;

    private static final long FEW = 2;
    /** Fewer losses than these may agree by accident. */
    private static final long MANY = 20;

    private final long stalled;
    private final long lost;
    private final long mostSyns;
    private final OptionalLong vanished;

    /**
     * Takes the clients' side.
     *
     * @param stalled connects that stalled
     * @param lost SYNs that they lost
     * @param mostSyns how many SYNs one connect may have lost
     * @param vanished packets that were forwarded, and neither reached the server nor came from it; empty if that is
     *     not known
     */
    Accounts(long stalled, long lost, long mostSyns, OptionalLong vanished) {
        this.stalled = stalled;
        this.lost = lost;
        this.mostSyns = mostSyns;
        this.vanished = vanished;
    }

    /** What is known of each suspect, in their order, and of what none of them accounts for, which comes last. */
    List<Bounds> bounds(List<Suspect> suspects) {
        return bounds(suspects, Collections.nCopies(suspects.size() + 1, new Bounds(0, stalled)));
    }

    /** The same, where something else is known of each already. */
    List<Bounds> bounds(List<Suspect> suspects, List<Bounds> known) {
        List<Long> counted = new ArrayList<>();
        suspects.forEach(suspect -> counted.add(suspect.lost()));
        // What was counted nobody knows where may have been counted there.
        long between = suspects.stream()
                .filter(Suspect::mayBeBetween)
                .mapToLong(Suspect::lost)
                .sum();
        long uncounted = Math.max(0, vanished.orElse(0) - between);
        counted.add(uncounted);
        Selection sure = selection(suspects, uncounted);

        long[] low = new long[counted.size()];
        long[] high = new long[counted.size()];
        for (int i = 0; i < low.length; i++) {
            boolean isRest = i == suspects.size();
            boolean repeats = isRest || suspects.get(i).repeats();
            boolean mistakable = !isRest && suspects.get(i).ceiling() != Confidence.HIGH;
            long certain = !mistakable
                            && sure.legs.contains(
                                    isRest ? Leg.UNCOUNTED : suspects.get(i).leg())
                    ? Math.max(0, counted.get(i) - sure.gap)
                    : 0;
            high[i] = isRest && !sure.found ? stalled : Math.min(stalled, counted.get(i) + (isRest ? sure.gap : 0));
            high[i] = Math.min(high[i], known.get(i).atMost());
            low[i] = Math.min(high[i], repeats ? (certain + mostSyns - 1) / mostSyns : certain);
            low[i] = Math.max(low[i], Math.min(high[i], known.get(i).atLeast()));
        }
        int rest = suspects.size();
        // What may be taken for a suspect is something else then.
        long mistaken = suspects.stream()
                .filter(suspect -> suspect.ceiling() != Confidence.HIGH)
                .mapToLong(Suspect::lost)
                .sum();
        high[rest] = Math.min(stalled, high[rest] + Math.max(mistaken, stalled - sum(high)));
        tighten(low, high);
        List<Bounds> bounds = new ArrayList<>();
        for (int i = 0; i < low.length; i++) {
            bounds.add(new Bounds(low[i], Math.max(low[i], high[i])));
        }
        return bounds;
    }

    /** Uses that all of them together are the connects that stalled. */
    private void tighten(long[] low, long[] high) {
        long most = sum(high);
        for (int i = 0; i < low.length; i++) {
            low[i] = Math.max(low[i], Math.min(high[i], stalled - (most - high[i])));
        }
        for (long excess = sum(low) - stalled; excess > 0; excess = sum(low) - stalled) {
            for (int i = 0; i < low.length; i++) {
                low[i] = Math.max(0, low[i] - excess);
            }
        }
        long least = sum(low);
        for (int i = 0; i < high.length; i++) {
            high[i] = Math.min(high[i], stalled - (least - low[i]));
        }
    }

    private static long sum(long[] values) {
        long sum = 0;
        for (long value : values) {
            sum += value;
        }
        return sum;
    }

    /** Returns the legs whose losses add up to what the clients lost. */
    private Selection selection(List<Suspect> suspects, long uncounted) {
        Map<Leg, Long> sums = new EnumMap<>(Leg.class);
        suspects.forEach(suspect -> sums.merge(suspect.leg(), suspect.lost(), Long::sum));
        sums.put(Leg.UNCOUNTED, uncounted);
        sums.values().removeIf(sum -> sum == 0);
        List<Leg> legs = List.copyOf(sums.keySet());
        Selection all = of(sums, legs);
        long slack = Math.max(FEW, Math.round(TOLERANCE * lost));
        if (!legs.isEmpty() && all.gap <= slack && (vanished.isPresent() || (all.gap <= 1 && lost >= MANY))) {
            return all;
        }
        List<Selection> exact = new ArrayList<>();
        for (int some = 1; some < (1 << legs.size()) - 1 && lost >= MANY; some++) {
            List<Leg> selected = new ArrayList<>();
            for (int leg = 0; leg < legs.size(); leg++) {
                if ((some & (1 << leg)) != 0) {
                    selected.add(legs.get(leg));
                }
            }
            Selection selection = of(sums, selected);
            if (selection.gap <= 1) {
                exact.add(selection);
            }
        }
        return exact.size() == 1 ? exact.get(0) : Selection.NONE;
    }

    private Selection of(Map<Leg, Long> sums, List<Leg> legs) {
        long sum = legs.stream().mapToLong(leg -> sums.getOrDefault(leg, 0L)).sum();
        return new Selection(true, Set.copyOf(legs), Math.abs(sum - lost));
    }

    /** Legs, and how far the sum of what was lost on them is off. */
    private record Selection(boolean found, Set<Leg> legs, long gap) {
        static final Selection NONE = new Selection(false, Set.of(), 0);
    }
}
