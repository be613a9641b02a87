package io.github.snatrace.diagnosis;

import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.snapshot.NamespaceDelta;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** The namespace that translates addresses, and what it lost. */
final class Nat {
    /** Ports that a NAT tries in a full range of 128 and more: 128 + 1. Half of that leaves room for ranges that fill up. */
    private static final long PROBES_OF_A_FULL_RANGE = 64;
    /** Ports that it tries on average while more than a tenth of them is free, and then some. */
    private static final long USUAL_PROBES = 8;
    /** A race has a winner for each loser, or for a few if more than two clients race. */
    private static final long LOSERS_PER_WINNER = 4;

    private static final double NEARLY_FULL = 0.9;

    private final Counts counts;
    private final Clients clients;
    private final long insertFailed;
    private final long drop;
    private final long chainTooLong;
    private final long found;

    Nat(Counts counts, Clients clients) {
        this.counts = counts;
        this.clients = clients;
        this.insertFailed = counts.conntrack(Counter.INSERT_FAILED).orElse(0);
        this.drop = counts.conntrack(Counter.DROP).orElse(0);
        this.chainTooLong = counts.conntrack(Counter.CHAINLENGTH).orElse(0);
        this.found = counts.conntrack(Counter.FOUND).orElse(0);
    }

    Counts counts() {
        return counts;
    }

    /** Returns whether what this namespace did not count did not happen on the NAT. */
    boolean isWholeStory() {
        return isRead() && !isAnother();
    }

    private boolean isRead() {
        return counts.conntrack(Counter.INSERT_FAILED).isPresent()
                && counts.conntrack(Counter.DROP).isPresent();
    }

    /** Returns whether the connections took another way: it saw fewer packets than connections. */
    private boolean isAnother() {
        OptionalLong packets = counts.ipv4Packets();
        return clients.isIpv4() && packets.isPresent() && packets.getAsLong() < clients.connected();
    }

    /** Returns whether not one packet came here. */
    boolean sawNothing() {
        OptionalLong packets = counts.ipv4Packets();
        return clients.isIpv4() && packets.isPresent() && packets.getAsLong() == 0;
    }

    /** Returns what cannot be known because this was not seen. */
    List<String> unseen() {
        String unknown =
                "SNAT_INSERTION_RACE, SNAT_PORTS_EXHAUSTED, CONNTRACK_TABLE_FULL and CHAIN_TOO_LONG cannot be ruled out";
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
                    counts.ipv4Packets().orElse(0),
                    clients.connected(),
                    unknown));
        }
        return List.of();
    }

    List<Suspect> suspects() {
        if (!isRead()) {
            return List.of();
        }
        List<Suspect> suspects = new ArrayList<>();
        suspects.add(portsAreExhausted() ? exhaustion() : race());
        suspects.add(tableFull());
        suspects.add(new Suspect(
                Cause.CHAIN_TOO_LONG,
                chainTooLong,
                true,
                certainty(),
                List.of(
                        counts.evidence("chainlength", chainTooLong),
                        counts.evidence("insert_failed", insertFailed),
                        counts.evidence("drop", drop)),
                "Raise net.netfilter.nf_conntrack_buckets: the table is small for its entries."));
        return suspects;
    }

    /** Returns the causes that left no trace here, and what shows it. */
    Map<Cause, String> ruledOut() {
        Map<Cause, String> silent = new EnumMap<>(Cause.class);
        if (!isWholeStory()) {
            return silent;
        }
        if (clashes() == 0) {
            silent.put(Cause.SNAT_INSERTION_RACE, counts.evidence("insert_failed", insertFailed));
        } else if (portsAreExhausted()) {
            silent.put(
                    Cause.SNAT_INSERTION_RACE,
                    found >= PROBES_OF_A_FULL_RANGE * clashes()
                            ? "a race needs no search for a port"
                            : String.format(
                                    Locale.ROOT,
                                    "each loser of a race has a winner, and %,d connects succeeded",
                                    clients.connected()));
        } else {
            silent.put(
                    Cause.SNAT_PORTS_EXHAUSTED,
                    String.format(
                            Locale.ROOT,
                            "found %,d is %.1f for each connect; a full range costs 129 for each lost SYN",
                            found,
                            clients.attempts() == 0 ? 0 : (double) found / clients.attempts()));
        }
        silent.put(
                Cause.CONNTRACK_TABLE_FULL,
                String.format(Locale.ROOT, "nat drop %,d does not exceed insert_failed", drop));
        silent.put(Cause.CHAIN_TOO_LONG, counts.evidence("chainlength", chainTooLong));
        return silent;
    }

    /** Insertions that met an equal tuple. Before 5.10 resolved ones (UDP) failed as well, but dropped nothing. */
    private long clashes() {
        return Math.max(0, Math.min(insertFailed - chainTooLong, drop));
    }

    private Suspect race() {
        List<String> evidence = new ArrayList<>(List.of(
                counts.evidence("insert_failed", insertFailed),
                counts.evidence("drop", drop),
                counts.evidence("chainlength", chainTooLong),
                counts.evidence("found", found)));
        Confidence confidence = certainty();
        if (4 * found < clashes()) {
            evidence.add("few ports were found in use: a range of a few ports, all taken, would look the same");
            confidence = confidence.and(Confidence.MEDIUM);
        } else if (found >= PROBES_OF_A_FULL_RANGE * clashes()) {
            evidence.add("found is high for so few losses: ports that run out for moments would look the same");
            confidence = confidence.and(Confidence.MEDIUM);
        }
        return new Suspect(
                Cause.SNAT_INSERTION_RACE,
                clashes(),
                false,
                confidence,
                evidence,
                "Let the NAT choose ports at random: masquerade fully-random (nft), --random-fully (iptables). Where the server closes first, "
                        + "kernels from 6.18.17, 6.12.94 and 7.0 on may then stall on SERVER_TIME_WAIT; net.ipv4.tcp_timestamps=2 in the "
                        + "clients prevents that.");
    }

    private Suspect exhaustion() {
        return new Suspect(
                Cause.SNAT_PORTS_EXHAUSTED,
                clashes(),
                true,
                certainty(),
                List.of(
                        counts.evidence("insert_failed", insertFailed),
                        counts.evidence("drop", drop),
                        String.format(
                                Locale.ROOT,
                                "%s, %.0f for each lost SYN",
                                counts.evidence("found", found),
                                (double) found / Math.max(1, clashes()))),
                "Widen the port range of the NAT rule or give it more addresses, and keep connections open: each takes one port per "
                        + "destination as long as it is tracked.");
    }

    /**
     * Tells a NAT that has no port left from a race; both end in the same clash. One that searches a large range finds a hundred ports in
     * use for each SYN that it loses. One with few ports does not search, but then nobody wins.
     */
    private boolean portsAreExhausted() {
        boolean searched = found >= PROBES_OF_A_FULL_RANGE * clashes()
                && found >= USUAL_PROBES * clients.attempts()
                && found >= counts.protocol("Ip", "ForwDatagrams").orElse(0);
        return clashes() > 0 && (searched || clashes() > LOSERS_PER_WINNER * clients.connected());
    }

    private Suspect tableFull() {
        long lost = Math.max(0, drop - clashes());
        long evicted = counts.conntrack(Counter.EARLY_DROP).orElse(0);
        List<String> evidence = new ArrayList<>(List.of(
                String.format(Locale.ROOT, "%s, %,d beyond insert_failed", counts.evidence("drop", drop), lost),
                counts.evidence("early_drop", evicted)));
        boolean full = evicted > 0;
        for (NamespaceDelta delta : counts.deltas()) {
            if (delta.entries().isPresent() && delta.maxEntries().isPresent()) {
                long entries = delta.entries().getAsLong();
                long most = delta.maxEntries().getAsLong();
                evidence.add(String.format(Locale.ROOT, "nat nf_conntrack_count %,d of %,d", entries, most));
                full |= entries >= NEARLY_FULL * most;
            }
        }
        return new Suspect(
                Cause.CONNTRACK_TABLE_FULL,
                lost,
                true,
                full ? certainty() : Confidence.MEDIUM,
                evidence,
                "Raise net.netfilter.nf_conntrack_max (and nf_conntrack_buckets with it), shorten nf_conntrack_tcp_timeout_*, or do not track "
                        + "what needs no NAT.");
    }

    private Confidence certainty() {
        boolean reset = counts.deltas().stream()
                .anyMatch(delta -> delta.conntrack()
                        .map(conntrack -> conntrack.reset()
                                || !conntrack.unmatched().cpusAfter().isEmpty())
                        .orElse(false));
        boolean countsResolved = counts.conntrack(Counter.CLASHRES).isEmpty();
        return reset || countsResolved ? Confidence.MEDIUM : Confidence.HIGH;
    }
}
