package io.github.snatrace.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the packets that a kernel freed say of its host. */
public final class DropFacts {
    private static final String TOPIC = "drops";
    private static final int MOST = 12;

    private DropFacts() {}

    /**
     * Returns a fact for each place where packets were freed, the most of them first.
     *
     * @param time how long the kernel was watched
     */
    public static List<Fact> of(KernelDrops drops, Duration time) {
        String during = " in " + time.toMillis() / 1000.0 + " s";
        List<Fact> facts = new ArrayList<>();
        List<Map.Entry<KernelDrops.Place, Long>> places = drops.counts().entrySet().stream()
                .sorted(Map.Entry.<KernelDrops.Place, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(entry -> entry.getKey().function())
                        .thenComparing(entry -> entry.getKey().reason()))
                .toList();
        for (Map.Entry<KernelDrops.Place, Long> place : places.subList(0, Math.min(MOST, places.size()))) {
            facts.add(fact(place.getKey(), place.getValue(), during));
        }
        if (places.size() > MOST) {
            long others =
                    places.stream().skip(MOST).mapToLong(Map.Entry::getValue).sum();
            facts.add(Fact.of(
                    TOPIC,
                    Fact.Level.NOTE,
                    count(others) + " freed at " + (places.size() - MOST) + " more places" + during,
                    "each of them is small beside the others",
                    "look at the others first"));
        }
        if (drops.missed() > 0) {
            facts.add(Fact.of(
                    TOPIC,
                    Fact.Level.UNKNOWN,
                    "the kernel's buffer was full: of " + count(drops.missed()) + " more nothing is known",
                    "the counts are too low",
                    "watch for a shorter time"));
        }
        if (facts.isEmpty()) {
            facts.add(Fact.of(
                    TOPIC,
                    Fact.Level.GOOD,
                    "the kernel freed no IP packet" + during,
                    "nothing was lost in this kernel meanwhile",
                    "watch while connections stall"));
        }
        return facts;
    }

    private static Fact fact(KernelDrops.Place place, long packets, String during) {
        DropMeaning meaning = DropMeaning.of(place);
        return Fact.of(
                TOPIC,
                Fact.Level.NOTE,
                count(packets) + " freed in " + place.function()
                        + (place.reason().isEmpty() ? "" : " (" + place.reason() + ")") + during,
                meaning.meaning(),
                meaning.advice());
    }

    private static String count(long packets) {
        return String.format(Locale.ROOT, packets == 1 ? "%,d packet" : "%,d packets", packets);
    }
}
