package io.github.snatrace.diagnosis;

import io.github.snatrace.diagnosis.Suspect.Leg;
import io.github.snatrace.snapshot.ProtocolCounter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** The server's namespace, and the SYNs that it did not answer. */
final class Server {
    private final Counts counts;
    private final Clients clients;
    private final long overflows;
    private final long queueDrops;

    Server(Counts counts, Clients clients) {
        this.counts = counts;
        this.clients = clients;
        this.overflows = counts.count(ProtocolCounter.LISTEN_OVERFLOWS);
        this.queueDrops = counts.count(ProtocolCounter.SYN_QUEUE_DROPS);
    }

    Counts counts() {
        return counts;
    }

    /** Returns whether what this namespace did not count did not happen on the server. */
    boolean isWholeStory() {
        return isRead() && !isAnother();
    }

    private boolean isRead() {
        return counts.get(ProtocolCounter.LISTEN_OVERFLOWS).isPresent();
    }

    /**
     * Returns whether the clients connected to others as well: this one accepted less than half of their connections.
     */
    private boolean isAnother() {
        OptionalLong accepted = counts.get(ProtocolCounter.PASSIVE_OPENS);
        return accepted.isPresent() && 2 * accepted.getAsLong() < clients.connected();
    }

    /** Returns whether nothing shows that this is the server: no connection succeeded, and no packet came. */
    boolean sawNothing() {
        return clients.connected() == 0 && counts.packets().orElse(0) == 0;
    }

    /** Returns what cannot be known because this was not seen. */
    List<String> unseen() {
        String unknown = "ACCEPT_QUEUE_FULL, SYN_QUEUE_FULL and SERVER_TIME_WAIT cannot be ruled out";
        if (!counts.isSeen()) {
            return List.of("server: not seen, so " + unknown);
        }
        if (!isRead()) {
            return List.of("server: no TcpExt counters in the snapshots, so " + unknown);
        }
        if (isAnother()) {
            return List.of(String.format(
                    Locale.ROOT,
                    "server: %,d connections opened there, but %,d connects: is it the server, and the only one? If"
                            + " not, %s",
                    counts.count(ProtocolCounter.PASSIVE_OPENS),
                    clients.connected(),
                    unknown));
        }
        return List.of();
    }

    /** Returns what may have stalled connects here; nothing if not one of the clients' connections came here. */
    List<Suspect> suspects() {
        boolean strange = isAnother() && counts.count(ProtocolCounter.PASSIVE_OPENS) == 0;
        return strange ? List.of() : List.of(acceptQueue(), synQueue(), timeWait(), stale(), late());
    }

    /** Returns the causes that left no trace here, and what shows it. */
    Map<Cause, String> ruledOut() {
        Map<Cause, String> silent = new EnumMap<>(Cause.class);
        if (isWholeStory()) {
            silent.put(Cause.ACCEPT_QUEUE_FULL, counts.evidence(ProtocolCounter.LISTEN_OVERFLOWS));
            silent.put(Cause.SYN_QUEUE_FULL, counts.evidence(ProtocolCounter.SYN_QUEUE_DROPS));
            if (counts.get(clients.pawsCounter()).isPresent()) {
                silent.put(Cause.SERVER_TIME_WAIT, counts.evidence(clients.pawsCounter()));
            }
        }
        return silent;
    }

    private Suspect acceptQueue() {
        List<String> evidence = new ArrayList<>();
        evidence.add(counts.evidence(ProtocolCounter.LISTEN_OVERFLOWS));
        evidence.addAll(counts.evidenceIfKnown(ProtocolCounter.LISTEN_DROPS));
        return new Suspect(
                Cause.ACCEPT_QUEUE_FULL,
                overflows,
                true,
                Leg.BEYOND,
                Confidence.HIGH,
                evidence,
                "Raise the server's backlog (listen) and net.core.somaxconn to 4096 or more, and let it accept"
                        + " faster.");
    }

    /**
     * SYNs that found no room among the half-open ones. Without cookies the kernel keeps the last quarter for known
     * peers.
     */
    private Suspect synQueue() {
        OptionalLong drops = counts.get(ProtocolCounter.LISTEN_DROPS);
        // Without a route to the client the kernel drops the SYN as well.
        long noRoute = counts.count(ProtocolCounter.IP_NO_ROUTE);
        long others = Math.max(0, drops.orElse(0) - overflows - queueDrops - noRoute);
        List<String> evidence = new ArrayList<>();
        evidence.add(counts.evidence(ProtocolCounter.SYN_QUEUE_DROPS));
        drops.ifPresent(value -> evidence.add(String.format(
                Locale.ROOT,
                "%s, %,d of them not for the accept queue",
                counts.evidence(ProtocolCounter.LISTEN_DROPS),
                value - overflows)));
        return new Suspect(
                Cause.SYN_QUEUE_FULL,
                queueDrops + others,
                true,
                Leg.BEYOND,
                queueDrops > 0 ? Confidence.HIGH : Confidence.MEDIUM,
                evidence,
                "Raise the server's backlog and net.ipv4.tcp_max_syn_backlog, switch on net.ipv4.tcp_syncookies, and"
                        + " look at"
                        + " who leaves connections half-open.");
    }

    /** Returns how many SYNs were answered by cookies because the queue of half-open connections was full. */
    long cookies() {
        return overflows > 0 ? 0 : counts.count(ProtocolCounter.SYN_QUEUE_COOKIES);
    }

    /** A queue that was full, but kept nobody out as far as is known. */
    Finding cookies(long count) {
        List<String> evidence = new ArrayList<>();
        evidence.addAll(counts.evidenceIfKnown(ProtocolCounter.SYN_QUEUE_COOKIES));
        evidence.addAll(counts.evidenceIfKnown(ProtocolCounter.COOKIES_SENT));
        evidence.add("the queue was full, and the kernel answered with cookies, which it sends once only");
        return new Finding(
                Cause.SYN_QUEUE_FULL,
                count,
                new Bounds(0, count),
                Confidence.LOW,
                evidence,
                List.of(),
                synQueue().advice());
    }

    private Suspect timeWait() {
        boolean counted = clients.timeWaitSynsAreCounted();
        List<String> evidence = new ArrayList<>(counts.evidenceIfKnown(clients.pawsCounter()));
        if (clients.synRetransmissions().isPresent()) {
            evidence.add(clients.counts().evidence(ProtocolCounter.SYN_RETRANSMISSIONS));
        }
        evidence.addAll(clients.counts().evidenceIfKnown(ProtocolCounter.RESETS_SENT));
        if (!counted) {
            evidence.add("each reset answers an old segment, and the SYN is sent again within milliseconds");
        }
        return new Suspect(
                Cause.SERVER_TIME_WAIT,
                clients.timeWaitSyns().orElse(0),
                false,
                Leg.BEYOND,
                counted && clients.pawsCounter() == ProtocolCounter.PAWS_TIME_WAIT
                        ? Confidence.HIGH
                        : Confidence.MEDIUM,
                evidence,
                counted
                        ? "Set net.ipv4.tcp_timestamps=2 in the clients (a NAT that rewrites ports makes their"
                                + " timestamps go"
                                + " backwards), or let the client close first."
                        : "Let the client close first, so that TIME_WAIT stays with it, or give the NAT more ports and"
                                + " addresses.");
    }

    private Suspect stale() {
        return new Suspect(
                Cause.STALE_CONNECTION,
                counts.count(ProtocolCounter.SYN_CHALLENGES),
                false,
                Leg.BEYOND,
                Confidence.HIGH,
                List.of(
                        counts.evidence(ProtocolCounter.SYN_CHALLENGES),
                        "a SYN met an established connection of the same addresses and ports, which its client had"
                                + " left"),
                "Look at who forgets connections without closing them: a NAT whose timeouts are shorter than the"
                        + " server's"
                        + " keepalive, or a client that was killed. Switch on TCP keepalive on the server.");
    }

    /**
     * Answers that came when nobody waited any more: the client resets each, and the server counts a failed handshake.
     */
    private Suspect late() {
        long failed = counts.count(ProtocolCounter.ATTEMPT_FAILS);
        // An answer that was lost is sent again after a second, and is late for that reason alone.
        long sentAgain = clients.connected() > 0 ? counts.count(ProtocolCounter.SYN_RETRANSMISSIONS) : 0;
        long late = Math.max(0, Math.min(failed, clients.lateAnswers().orElse(0)) - sentAgain);
        List<String> evidence = new ArrayList<>();
        evidence.addAll(counts.evidenceIfKnown(ProtocolCounter.ATTEMPT_FAILS));
        evidence.addAll(counts.evidenceIfKnown(ProtocolCounter.SYN_RETRANSMISSIONS));
        evidence.addAll(clients.counts().evidenceIfKnown(ProtocolCounter.RESETS_SENT));
        clients.longestConnect()
                .ifPresent(longest -> evidence.add(String.format(
                        Locale.ROOT,
                        "client the longest connect that succeeded took %,d ms of %,d",
                        longest.toMillis(),
                        clients.longestTimeout().toMillis())));
        return new Suspect(
                Cause.ANSWER_LATE,
                late,
                false,
                Leg.AFTER,
                Confidence.HIGH,
                evidence,
                "Wait longer than the network takes (--timeout-ms): the answers came, and found nobody. Nothing was"
                        + " lost.");
    }
}
