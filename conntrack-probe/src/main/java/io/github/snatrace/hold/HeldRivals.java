package io.github.snatrace.hold;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Packets that stood side by side between translation and confirmation: a pair, or as many as were waited for.
 *
 * @param packets in the order in which they were let go; fewer than were waited for if the others did not come in time
 */
public record HeldRivals(List<HeldPacket> packets) {
    /** Refuses none at all. */
    public HeldRivals {
        packets = List.copyOf(packets);
        if (packets.isEmpty()) {
            throw new IllegalArgumentException("expected a packet that was held");
        }
    }

    /**
     * Returns how many found a tuple of theirs, the one they came with or the one they leave with, taken by one
     * before them.
     */
    public long collisions() {
        Set<Tuple> originals = new HashSet<>();
        Set<Tuple> translated = new HashSet<>();
        long collisions = 0;
        for (HeldPacket packet : packets) {
            boolean known = !originals.add(packet.original());
            boolean taken = !translated.add(packet.translated());
            collisions += known || taken ? 1 : 0;
        }
        return collisions;
    }

    /** Returns how many came to this end. */
    public long count(Fate fate) {
        return packets.stream().filter(packet -> packet.fate() == fate).count();
    }
}
