package io.github.snatrace.doctor;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * IP packets that the kernel freed instead of delivering them.
 *
 * @param counts how many at each place
 * @param missed of how many nothing is known, because the kernel's buffer was full
 */
public record KernelDrops(Map<Place, Long> counts, long missed) {
    /** What the tracepoint skb:kfree_skb prints; before Linux 5.17 it gives no reason. */
    private static final Pattern EVENT =
            Pattern.compile("kfree_skb: .*location=([\\w.]+)(?:\\+0x\\S+)?(?: reason: (\\w+))?");

    /** Copies the map. */
    public KernelDrops {
        counts = Map.copyOf(counts);
    }

    /**
     * Where packets are freed.
     *
     * @param function the kernel's function
     * @param reason the kernel's name for why, empty if it gives none
     */
    public record Place(String function, String reason) {}

    /** Counts the events of a trace. */
    static KernelDrops parse(Stream<String> trace, long missed) {
        Map<Place, Long> counts = new HashMap<>();
        trace.forEach(line -> {
            Matcher event = EVENT.matcher(line);
            if (event.find()) {
                String reason = event.group(2);
                counts.merge(new Place(event.group(1), reason == null ? "" : reason), 1L, Long::sum);
            }
        });
        return new KernelDrops(counts, missed);
    }
}
