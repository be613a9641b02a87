package io.github.snatrace.diagnosis;

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
        this.overflows = counts.tcpExt("ListenOverflows").orElse(0);
        this.queueDrops = counts.tcpExt("TCPReqQFullDrop").orElse(0);
    }

    Counts counts() {
        return counts;
    }

    /** Returns whether what this namespace did not count did not happen on the server. */
    boolean isWholeStory() {
        return isRead() && !isAnother();
    }

    private boolean isRead() {
        return counts.tcpExt("ListenOverflows").isPresent();
    }

    /** Returns whether the clients connected to others as well: this one accepted less than half of their connections. */
    private boolean isAnother() {
        OptionalLong accepted = counts.tcp("PassiveOpens");
        return accepted.isPresent() && 2 * accepted.getAsLong() < clients.connected();
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
                    "server: %,d connections opened there, but %,d connects: is it the server, and the only one? If not, %s",
                    counts.tcp("PassiveOpens").orElse(0),
                    clients.connected(),
                    unknown));
        }
        return List.of();
    }

    List<Suspect> suspects() {
        return List.of(acceptQueue(), synQueue(), timeWait());
    }

    /** Returns the causes that left no trace here, and what shows it. */
    Map<Cause, String> ruledOut() {
        Map<Cause, String> silent = new EnumMap<>(Cause.class);
        if (isWholeStory()) {
            silent.put(Cause.ACCEPT_QUEUE_FULL, counts.evidence("ListenOverflows", overflows));
            silent.put(Cause.SYN_QUEUE_FULL, counts.evidence("TCPReqQFullDrop", queueDrops));
            counts.tcpExt(clients.pawsCounter())
                    .ifPresent(
                            count -> silent.put(Cause.SERVER_TIME_WAIT, counts.evidence(clients.pawsCounter(), count)));
        }
        return silent;
    }

    private Suspect acceptQueue() {
        List<String> evidence = new ArrayList<>();
        evidence.add(counts.evidence("ListenOverflows", overflows));
        evidence.addAll(counts.evidence("ListenDrops", counts.tcpExt("ListenDrops")));
        return new Suspect(
                Cause.ACCEPT_QUEUE_FULL,
                overflows,
                true,
                Confidence.HIGH,
                evidence,
                "Raise the server's backlog (listen) and net.core.somaxconn to 4096 or more, and let it accept faster.");
    }

    /** SYNs that found no room among the half-open connections. Without cookies the kernel keeps the last quarter for known peers. */
    private Suspect synQueue() {
        OptionalLong drops = counts.tcpExt("ListenDrops");
        // Without a route to the client the kernel drops the SYN as well.
        long noRoute = counts.protocol("Ip", "OutNoRoutes").orElse(0);
        long others = Math.max(0, drops.orElse(0) - overflows - queueDrops - noRoute);
        List<String> evidence = new ArrayList<>();
        evidence.add(counts.evidence("TCPReqQFullDrop", queueDrops));
        drops.ifPresent(value -> evidence.add(String.format(
                Locale.ROOT,
                "%s, %,d of them not for the accept queue",
                counts.evidence("ListenDrops", value),
                value - overflows)));
        return new Suspect(
                Cause.SYN_QUEUE_FULL,
                queueDrops + others,
                true,
                queueDrops > 0 ? Confidence.HIGH : Confidence.MEDIUM,
                evidence,
                "Raise the server's backlog and net.ipv4.tcp_max_syn_backlog, switch on net.ipv4.tcp_syncookies, and look at who leaves "
                        + "connections half-open.");
    }

    /** Returns how many SYNs were answered by cookies because the queue of half-open connections was full. */
    long cookies() {
        return overflows > 0 ? 0 : counts.tcpExt("TCPReqQFullDoCookies").orElse(0);
    }

    /** A queue that was full, but kept nobody out as far as is known. */
    Finding cookies(long count) {
        List<String> evidence = new ArrayList<>();
        evidence.addAll(counts.evidence("TCPReqQFullDoCookies", counts.tcpExt("TCPReqQFullDoCookies")));
        evidence.addAll(counts.evidence("SyncookiesSent", counts.tcpExt("SyncookiesSent")));
        evidence.add("the queue was full, and the kernel answered with cookies, which it sends once only");
        return new Finding(
                Cause.SYN_QUEUE_FULL,
                count,
                Confidence.LOW,
                evidence,
                List.of(),
                synQueue().advice());
    }

    private Suspect timeWait() {
        boolean counted = clients.timeWaitSynsAreCounted();
        long syns = clients.timeWaitSyns().orElse(0);
        List<String> evidence =
                new ArrayList<>(counts.evidence(clients.pawsCounter(), counts.tcpExt(clients.pawsCounter())));
        evidence.addAll(clients.counts().evidence("TCPSynRetrans", clients.synRetransmissions()));
        evidence.addAll(clients.counts().evidence("OutRsts", clients.counts().tcp("OutRsts")));
        if (!counted) {
            evidence.add("each reset answers an old segment, and the SYN is sent again within milliseconds");
        }
        return new Suspect(
                Cause.SERVER_TIME_WAIT,
                syns,
                false,
                counted && clients.pawsCounter().equals("PAWSTimewait") ? Confidence.HIGH : Confidence.MEDIUM,
                evidence,
                counted
                        ? "Set net.ipv4.tcp_timestamps=2 in the clients (a NAT that rewrites ports makes their timestamps go backwards), "
                                + "or let the client close first."
                        : "Let the client close first, so that TIME_WAIT stays with it, or give the NAT more ports and addresses.");
    }
}
