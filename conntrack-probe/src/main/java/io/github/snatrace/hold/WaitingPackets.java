package io.github.snatrace.hold;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Who stands in the queue, and whom they wait for, by the tuples that they came with. Time is a number of nanoseconds
 * that the caller brings along.
 */
final class WaitingPackets {
    private static final int MOST_ENTERED = 4_096;

    private final HoldPlan.Rivalry rivalry;
    private final int rivals;
    private final long patienceNanos;
    private final Map<ByteBuffer, Tuple> entered = new LinkedHashMap<>();
    private final Map<Claim, List<Waiting>> waiting = new LinkedHashMap<>();

    WaitingPackets(HoldPlan.Rivalry rivalry, int rivals, long patienceNanos) {
        this.rivalry = rivalry;
        this.rivals = rivals;
        this.patienceNanos = patienceNanos;
    }

    /**
     * A packet between translation and confirmation.
     *
     * @param original the tuple that it came with
     * @param sinceNanos when it came to stand here
     */
    record Waiting(QueuedPacket packet, Tuple original, long sinceNanos) {}

    private record Claim(Tuple.Protocol protocol, int sourcePort, InetSocketAddress destination) {}

    /** Notes the tuple that a packet comes with. */
    void enter(QueuedPacket packet) {
        entered.put(packet.identity(), packet.tuple());
        if (entered.size() > MOST_ENTERED) {
            Iterator<ByteBuffer> oldest = entered.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /**
     * Takes in a translated packet; returns the rivals that have to be let go because it completes them, none
     * otherwise.
     */
    List<Waiting> add(QueuedPacket packet, long nowNanos) {
        Tuple known = entered.remove(packet.identity());
        Tuple original = known == null ? packet.tuple() : known;
        int port = switch (rivalry) {
            case SAME_PORT -> original.source().getPort();
            case SAME_DESTINATION -> 0;
        };
        Claim claim = new Claim(original.protocol(), port, original.destination());
        List<Waiting> group = waiting.computeIfAbsent(claim, unused -> new ArrayList<>());
        group.add(new Waiting(packet, original, nowNanos));
        if (flows(group) < rivals) {
            return List.of();
        }
        waiting.remove(claim);
        return group;
    }

    /** A SYN that is sent again is no rival of itself; two datagrams of one flow are rivals. */
    private static long flows(List<Waiting> group) {
        return group.get(0).original().protocol() == Tuple.Protocol.TCP
                ? group.stream().map(Waiting::original).distinct().count()
                : group.size();
    }

    /** Takes out the rivals whose first has waited for as long as it may. */
    List<List<Waiting>> overdue(long nowNanos) {
        List<List<Waiting>> overdue = new ArrayList<>();
        waiting.values().removeIf(group -> {
            boolean due = nowNanos - group.get(0).sinceNanos() >= patienceNanos;
            if (due) {
                overdue.add(group);
            }
            return due;
        });
        return overdue;
    }

    /** Takes out everybody. */
    List<List<Waiting>> all() {
        List<List<Waiting>> all = new ArrayList<>(waiting.values());
        waiting.clear();
        return all;
    }

    /** Returns how long from now on the first of them may wait, empty if nobody waits. */
    OptionalLong nanosLeft(long nowNanos) {
        return waiting.values().stream()
                .mapToLong(group -> group.get(0).sinceNanos() + patienceNanos - nowNanos)
                .min();
    }
}
