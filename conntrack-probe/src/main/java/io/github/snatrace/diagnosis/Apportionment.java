package io.github.snatrace.diagnosis;

import java.util.ArrayList;
import java.util.List;

/** Splits stalled connects among the suspects, whose counters count lost SYNs, not connects. */
final class Apportionment {
    private Apportionment() {}

    /**
     * Returns how many of {@code stalled} connects each suspect accounts for; together never more than there are.
     *
     * <p>A suspect that does not repeat costs each connect one SYN, so its counter is the number of connects. Those
     * that repeat share what is left, connects and losses, in proportion. Where the counters exceed what was lost,
     * other connections had a part in them, and all are scaled down.
     *
     * @param stalled connects that lost a SYN
     * @param lost SYNs that they lost
     */
    static List<Long> of(long stalled, long lost, List<Suspect> suspects) {
        double once = sum(suspects, false);
        double repeated = sum(suspects, true);
        List<Double> shares = new ArrayList<>();
        if (once > stalled) {
            suspects.forEach(suspect -> shares.add(stalled * suspect.lost() / (once + repeated)));
        } else {
            double connects = stalled - once;
            double losses = Math.max(Math.max(lost - once, connects), repeated);
            suspects.forEach(suspect -> shares.add(
                    !suspect.repeats() ? suspect.lost() : losses == 0 ? 0 : connects * suspect.lost() / losses));
        }
        return whole(shares);
    }

    private static double sum(List<Suspect> suspects, boolean repeats) {
        return suspects.stream()
                .filter(suspect -> suspect.repeats() == repeats)
                .mapToLong(Suspect::lost)
                .sum();
    }

    /** Rounds so that the sum is that of the shares, rounded: the largest remainders go up. */
    private static List<Long> whole(List<Double> shares) {
        double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
        List<Long> whole = new ArrayList<>();
        shares.forEach(share -> whole.add((long) Math.floor(share + 1e-9)));
        long missing =
                Math.round(sum) - whole.stream().mapToLong(Long::longValue).sum();
        for (; missing > 0; missing--) {
            int largest = 0;
            for (int i = 1; i < shares.size(); i++) {
                if (shares.get(i) - whole.get(i) > shares.get(largest) - whole.get(largest)) {
                    largest = i;
                }
            }
            whole.set(largest, whole.get(largest) + 1);
        }
        return whole;
    }
}
