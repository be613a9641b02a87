package io.github.snatrace.diagnosis;

import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.conntrack.TrackingLosses;
import io.github.snatrace.diagnosis.Suspect.Leg;
import io.github.snatrace.host.KernelRelease;
import io.github.snatrace.snapshot.NamespaceDelta;
import io.github.snatrace.snapshot.ProtocolCounter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** The connection tracking of the namespaces of one role, and what it lost. */
final class Tracking {
    /**
     * Ports that a NAT tries in a full range of 128 and more: 128 + 1. Half of that leaves room for ranges that fill
     * up.
     */
    private static final long PROBES_OF_A_LARGE_RANGE = 64;
    /** Ports that it tries in a full range of a few. */
    private static final long PROBES_OF_A_SMALL_RANGE = 9;
    /** Ports that it tries on average while more than a tenth of them is free, and then some. */
    private static final long USUAL_PROBES = 8;
    /** A race has a winner for each loser, or for a few if more than two clients race. */
    private static final long LOSERS_PER_WINNER = 4;
    /** A range of fewer ports than this does not cost many probes when it is full, but holds no more entries. */
    private static final long FEW_PORTS = 256;

    private final Counts counts;
    private final Clients clients;
    private final long clashes;
    private final long beyond;
    private final long chainTooLong;
    private final OptionalLong found;

    Tracking(Counts counts, Clients clients) {
        this.counts = counts;
        this.clients = clients;
        this.clashes = counts.losses(TrackingLosses::clashes).orElse(0);
        this.beyond = counts.losses(TrackingLosses::beyond).orElse(0);
        this.chainTooLong = counts.losses(TrackingLosses::chainTooLong).orElse(0);
        this.found = counts.sum(
                delta -> delta.losses().map(TrackingLosses::portsInUse).orElse(OptionalLong.empty()));
    }

    Counts counts() {
        return counts;
    }

    /** Returns how many packets clashed here; empty if that was not read. */
    OptionalLong clashes() {
        return isRead() ? OptionalLong.of(clashes) : OptionalLong.empty();
    }

    /** Returns whether what this namespace did not count did not happen there. */
    boolean isWholeStory() {
        return isRead() && !isAnother();
    }

    private boolean isRead() {
        return counts.losses(TrackingLosses::clashes).isPresent();
    }

    /** Returns whether the connections took another way: it saw fewer packets than connections. */
    private boolean isAnother() {
        OptionalLong packets = counts.packets();
        return countsTheirPackets() && packets.isPresent() && packets.getAsLong() < clients.connected();
    }

    private boolean countsTheirPackets() {
        return clients.isIpv4() || counts.countsIpv6();
    }

    /** Returns whether not one packet came here. */
    boolean sawNothing() {
        OptionalLong packets = counts.packets();
        return countsTheirPackets() && packets.isPresent() && packets.getAsLong() == 0;
    }

    /** Returns what cannot be known because this was not seen. */
    List<String> unseen() {
        String unknown =
                "SNAT_INSERTION_RACE, SNAT_PORTS_EXHAUSTED, CONNTRACK_TABLE_FULL and CHAIN_TOO_LONG cannot be ruled"
                        + " out";
        if (!counts.isSeen()) {
            return List.of("nat: not seen, so " + unknown);
        }
        if (!isRead()) {
            return List.of("nat: no connection tracking counters in the snapshots, so " + unknown);
        }
        if (isAnother()) {
            return List.of(String.format(
                    Locale.ROOT,
                    "nat: %,d packets there, but %,d connects: is it the namespace that translates? If not, %s",
                    counts.packets().orElse(0),
                    clients.connected(),
                    unknown));
        }
        return List.of();
    }

    /** Returns what may have stalled connects here because their tuple was taken. */
    Suspect clash() {
        if (counts.role() != Counts.Role.NAT || isUntranslated()) {
            return untranslated();
        }
        return portsAreExhausted() ? exhaustion() : race();
    }

    /** Returns what may have stalled connects here, but for packets whose tuple was taken. */
    List<Suspect> lostElsewhere() {
        return List.of(tableFull(), chain());
    }

    /** Returns the causes that left no trace here, and what shows it. */
    Map<Cause, String> ruledOut() {
        Map<Cause, String> silent = new EnumMap<>(Cause.class);
        if (!isWholeStory()) {
            return silent;
        }
        if (clashes == 0) {
            silent.put(
                    Cause.SNAT_INSERTION_RACE,
                    chainTooLong > 0
                            ? "nat insert_failed - chainlength 0"
                            : counts.evidence(Counter.INSERT_FAILED.name(), counts.count(Counter.INSERT_FAILED)));
        } else if (portsAreExhausted()) {
            silent.put(Cause.SNAT_INSERTION_RACE, noRace());
        } else if (found.isPresent()) {
            silent.put(
                    Cause.SNAT_PORTS_EXHAUSTED,
                    String.format(
                            Locale.ROOT,
                            "found %,d is %.1f for each connect; a full range costs as many for each lost SYN as it has"
                                    + " ports, up to 129",
                            found.getAsLong(),
                            clients.attempts() == 0 ? 0 : (double) found.getAsLong() / clients.attempts()));
        }
        silent.put(
                Cause.CONNTRACK_TABLE_FULL,
                String.format(Locale.ROOT, "nat drop %,d does not exceed insert_failed", counts.count(Counter.DROP)));
        silent.put(Cause.CHAIN_TOO_LONG, counts.evidence(Counter.CHAINLENGTH));
        return silent;
    }

    /** Returns what to do about a cause that a trace named. */
    String advice(Cause cause) {
        return cause == Cause.SNAT_PORTS_EXHAUSTED ? exhaustion().advice() : race().advice();
    }

    private String noRace() {
        if (foundAtLeast(PROBES_OF_A_SMALL_RANGE)) {
            return "a race needs no search for a port";
        }
        return isRepeated()
                ? String.format(
                        Locale.ROOT,
                        "a race does not hit one connect again and again, and %,d connects lost %,d SYNs",
                        clients.stalled(),
                        clashes)
                : String.format(
                        Locale.ROOT,
                        "each loser of a race has a winner, and %,d connects succeeded",
                        clients.connected());
    }

    private List<String> clashEvidence() {
        List<String> evidence = new ArrayList<>();
        evidence.add(counts.evidence(Counter.INSERT_FAILED));
        evidence.add(counts.evidence(Counter.DROP));
        evidence.add(counts.evidence(Counter.CHAINLENGTH));
        if (found.isPresent()) {
            evidence.add(counts.evidence(Counter.FOUND));
        } else {
            evidence.add("a kernel of up to 4.8: found counts every look-up, and says nothing of ports");
        }
        return evidence;
    }

    private Suspect race() {
        List<String> evidence = clashEvidence();
        Confidence confidence = certainty();
        if (found.isEmpty()) {
            confidence = confidence.and(Confidence.MEDIUM);
        } else if (4 * found.getAsLong() < clashes) {
            evidence.add("few ports were found in use: a range of a few ports, all taken, would look the same");
            confidence = confidence.and(Confidence.MEDIUM);
        } else if (foundAtLeast(PROBES_OF_A_LARGE_RANGE)) {
            evidence.add("found is high for so few losses: ports that run out for moments would look the same");
            confidence = confidence.and(Confidence.MEDIUM);
        } else if (entries().orElse(FEW_PORTS) < FEW_PORTS) {
            evidence.add(
                    "the table held few entries at the end: a range of a few ports, all taken, would look the same");
            confidence = confidence.and(Confidence.MEDIUM);
        }
        return new Suspect(
                Cause.SNAT_INSERTION_RACE,
                clashes,
                false,
                Leg.BETWEEN,
                confidence,
                evidence,
                "Let the NAT choose ports at random: masquerade fully-random (nft), --random-fully (iptables). Where"
                        + " the server"
                        + " closes first, kernels from 6.18.17, 6.12.94 and 7.0 on may then stall on SERVER_TIME_WAIT;"
                        + " net.ipv4.tcp_timestamps=2 in the clients prevents that.");
    }

    private OptionalLong entries() {
        return counts.sum(NamespaceDelta::entries);
    }

    private Suspect exhaustion() {
        List<String> evidence =
                new ArrayList<>(List.of(counts.evidence(Counter.INSERT_FAILED), counts.evidence(Counter.DROP)));
        found.ifPresent(value -> evidence.add(String.format(
                Locale.ROOT,
                "%s, %.0f for each lost SYN",
                counts.evidence(Counter.FOUND),
                (double) value / Math.max(1, clashes))));
        return new Suspect(
                Cause.SNAT_PORTS_EXHAUSTED,
                clashes,
                true,
                Leg.BETWEEN,
                certainty(),
                evidence,
                "Widen the port range of the NAT rule or give it more addresses, and keep connections open: each"
                        + " takes one port"
                        + " per destination as long as it is tracked.");
    }

    /**
     * Returns whether no port was ever looked for, although many packets clashed: what clashes without translation is
     * the same flow on two CPUs.
     */
    private boolean isUntranslated() {
        boolean translated = counts.deltas().stream()
                .flatMap(delta -> delta.losses().stream())
                .anyMatch(losses -> losses.clashes() > 0 && !losses.areUntranslated());
        return clashes > 0 && !translated && !portsAreExhausted() && entries().orElse(0) > FEW_PORTS;
    }

    private Suspect untranslated() {
        return new Suspect(
                Cause.UNTRANSLATED_CLASH,
                clashes,
                false,
                counts.role() == Counts.Role.SERVER ? Leg.BEYOND : Leg.BETWEEN,
                certainty().and(Confidence.MEDIUM),
                clashEvidence(),
                "NAT never looked for a port, so it translates nothing here, or chooses ports at random already:"
                        + " then packets of"
                        + " one flow were tracked on two CPUs at once. Look at how packets are spread over CPUs"
                        + " (RSS, RPS) and at"
                        + " flows that are sent twice; do not track what needs no tracking.");
    }

    /**
     * Tells a NAT that has no port left from a race; both end in the same clash. One that searches finds as many ports
     * in use for each SYN that it loses as its range has, up to 129. One with few ports does not search, but then
     * nobody wins, and SYNs that are sent again clash again.
     */
    private boolean portsAreExhausted() {
        boolean searched = foundAtLeast(PROBES_OF_A_SMALL_RANGE)
                && found.orElse(0) >= USUAL_PROBES * clients.attempts()
                && found.orElse(0) >= counts.count(ProtocolCounter.IP_FORWARDED);
        return clashes > 0 && (searched || isRepeated() || clashes > LOSERS_PER_WINNER * clients.connected());
    }

    private boolean foundAtLeast(long forEachClash) {
        return found.isPresent() && found.getAsLong() >= forEachClash * clashes;
    }

    /** Returns whether the SYNs that clashed are all that stalled connects lost, several each. */
    private boolean isRepeated() {
        long lost = clients.lostSyns();
        return clients.synRetransmissions().isPresent()
                && clients.stalled() > 0
                && 2 * clashes >= 3 * clients.stalled()
                && Math.abs(clashes - lost) <= Math.max(1, lost / 50);
    }

    private Suspect chain() {
        return new Suspect(
                Cause.CHAIN_TOO_LONG,
                chainTooLong,
                true,
                counts.role() == Counts.Role.SERVER ? Leg.BEYOND : Leg.BETWEEN,
                certainty(),
                List.of(
                        counts.evidence(Counter.CHAINLENGTH),
                        counts.evidence(Counter.INSERT_FAILED),
                        counts.evidence(Counter.DROP)),
                "Raise net.netfilter.nf_conntrack_buckets: the table is small for its entries.");
    }

    /**
     * Packets that were dropped because the table was full, and connections that were evicted before their handshake
     * was over.
     */
    private Suspect tableFull() {
        long evicted = counts.losses(TrackingLosses::evicted).orElse(0);
        // The answer then meets no entry, is taken for one to this host, and reset.
        long unanswered = Math.min(evicted, counts.count(ProtocolCounter.RESETS_SENT));
        if (counts.role() != Counts.Role.NAT) {
            unanswered = 0;
        }
        List<String> evidence = new ArrayList<>(List.of(
                String.format(Locale.ROOT, "%s, %,d beyond insert_failed", counts.evidence(Counter.DROP), beyond),
                counts.evidence(Counter.EARLY_DROP)));
        if (unanswered > 0) {
            evidence.add(String.format(
                    Locale.ROOT,
                    "%s, %s: answers met no entry any more",
                    counts.evidence(Counter.INVALID),
                    counts.evidence(ProtocolCounter.RESETS_SENT)));
        }
        boolean full = evicted > 0;
        boolean known = false;
        for (NamespaceDelta delta : counts.deltas()) {
            if (delta.entries().isPresent() && delta.maxEntries().isPresent()) {
                long entries = delta.entries().getAsLong();
                long most = delta.maxEntries().getAsLong();
                evidence.add(
                        String.format(Locale.ROOT, "%s nf_conntrack_count %,d of %,d", counts.role(), entries, most));
                full |= TrackingLosses.isNearlyFull(entries, most);
                known = true;
            }
        }
        if (!full && known) {
            evidence.add("the table had room at the end and evicted nothing: dmesg would say \"table full\" if it was");
        }
        return new Suspect(
                Cause.CONNTRACK_TABLE_FULL,
                beyond + unanswered,
                true,
                Leg.ANYWHERE,
                full ? certainty() : known ? Confidence.LOW : Confidence.MEDIUM,
                evidence,
                "Raise net.netfilter.nf_conntrack_max (and nf_conntrack_buckets with it), shorten"
                        + " nf_conntrack_tcp_timeout_*, or do not track what needs no NAT.");
    }

    private Confidence certainty() {
        boolean reset = counts.deltas().stream()
                .anyMatch(delta -> delta.conntrack()
                        .map(conntrack -> conntrack.reset()
                                || !conntrack.unmatched().cpusAfter().isEmpty())
                        .orElse(false));
        boolean countsResolved = counts.get(Counter.CLASHRES).isEmpty();
        return reset || countsResolved ? Confidence.MEDIUM : Confidence.HIGH;
    }

    /**
     * Returns whether a kernel here drops the first SYN of a source port that ipvs saw before, which nothing counts.
     */
    boolean mayDropReusedPorts() {
        return counts.deltas().stream()
                .flatMap(delta -> delta.kernel().stream())
                .flatMap(release -> KernelRelease.parse(release).stream())
                .anyMatch(kernel -> !kernel.isAtLeast(5, 9));
    }
}
