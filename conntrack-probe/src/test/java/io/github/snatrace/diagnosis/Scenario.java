package io.github.snatrace.diagnosis;

import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.conntrack.CounterSource;
import io.github.snatrace.conntrack.CpuCounters;
import io.github.snatrace.snapshot.NamespaceDelta;
import io.github.snatrace.snapshot.ProtocolCounters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A run that the test makes up: 1,000 connects that went well, and every namespace seen, with counters that fit. What a test is about is
 * then put on top.
 */
final class Scenario {
    private static final List<String> CONNTRACK =
            List.of("clashres", "found", "chainlength", "insert_failed", "drop", "early_drop");
    private static final List<String> PROTOCOLS = List.of(
            "TcpExt.ListenOverflows",
            "TcpExt.ListenDrops",
            "TcpExt.PAWSTimewait",
            "TcpExt.PAWSEstab",
            "TcpExt.TCPReqQFullDrop",
            "TcpExt.TCPReqQFullDoCookies",
            "TcpExt.SyncookiesSent",
            "TcpExt.TCPSynRetrans",
            "TcpExt.IPReversePathFilter",
            "TcpExt.TCPSYNChallenge",
            "Tcp.AttemptFails",
            "Udp.InCsumErrors",
            "Tcp.ActiveOpens",
            "Tcp.PassiveOpens",
            "Tcp.OutRsts",
            "Ip.InReceives",
            "Ip.OutRequests",
            "Ip.ForwDatagrams",
            "Ip.OutNoRoutes",
            "Icmp.InDestUnreachs");

    private final Map<ClientOutcome, Long> outcomes = new EnumMap<>(Map.of(ClientOutcome.CONNECTED, 1_000L));
    private final Map<String, Long> client = zeros(PROTOCOLS);
    private final Map<String, Long> server = zeros(PROTOCOLS);
    private final Map<String, Long> natProtocols = zeros(PROTOCOLS);
    private final Map<String, Long> nat = zeros(CONNTRACK);
    private OptionalLong entries = OptionalLong.of(1_000);
    private OptionalLong queueDrops = OptionalLong.empty();
    private OptionalLong backlogDrops = OptionalLong.empty();
    private String kernel = "6.18.44";
    private Optional<TracedLosses> trace = Optional.empty();
    private boolean clientSeen = true;
    private boolean natSeen = true;
    private boolean serverSeen = true;
    private boolean reset;
    private Duration timeout = Duration.ofMillis(500);
    private Optional<Boolean> closesByReset = Optional.of(true);
    private Optional<DelayedConnects> slow = Optional.of(new DelayedConnects(0, 0, 0, 0));
    private long skipped;
    private boolean valid = true;

    private static Map<String, Long> zeros(List<String> names) {
        Map<String, Long> zeros = new LinkedHashMap<>();
        names.forEach(name -> zeros.put(name, 0L));
        return zeros;
    }

    Scenario outcome(String name, long count) {
        outcomes.put(ClientOutcome.valueOf(name), count);
        return this;
    }

    Scenario timedOut(long count) {
        return outcome("TIMED_OUT", count);
    }

    Scenario timeout(String iso) {
        timeout = Duration.parse(iso);
        return this;
    }

    Scenario closeByFin() {
        closesByReset = Optional.of(false);
        return this;
    }

    Scenario slow(long retransmitted1s, long retransmitted3s, long from2To50Ms) {
        slow = Optional.of(new DelayedConnects(retransmitted1s, retransmitted3s, 0, from2To50Ms));
        return this;
    }

    Scenario slowIsNotKnown() {
        slow = Optional.empty();
        return this;
    }

    Scenario saturated(long dueTimesSkipped) {
        skipped = dueTimesSkipped;
        valid = false;
        return this;
    }

    Scenario client(String counter, long count) {
        client.put(counter, count);
        return this;
    }

    Scenario nat(String counter, long count) {
        (counter.contains(".") ? natProtocols : nat).put(counter, count);
        return this;
    }

    Scenario server(String counter, long count) {
        server.put(counter, count);
        return this;
    }

    Scenario kernelWithout(String counter) {
        nat.remove(counter);
        server.remove(counter);
        client.remove(counter);
        return this;
    }

    /**
     * Lets the router forward seven packets a connection and each SYN that stalled, of which those that the server counts as lost reach
     * it.
     */
    Scenario quietRouter() {
        long stalled = outcomes.getOrDefault(ClientOutcome.TIMED_OUT, 0L);
        long connected = outcomes.getOrDefault(ClientOutcome.CONNECTED, 0L);
        long queued = queueDrops.orElse(0) + backlogDrops.orElse(0);
        long reached = Math.max(
                server.getOrDefault("Tcp.AttemptFails", 0L), server.getOrDefault("TcpExt.TCPSYNChallenge", 0L));
        natProtocols.put("Ip.ForwDatagrams", 7 * connected + stalled - queued);
        server.put("Ip.InReceives", 4 * connected + reached);
        server.put("Ip.OutRequests", 3 * connected);
        return this;
    }

    Scenario entries(long count) {
        entries = OptionalLong.of(count);
        return this;
    }

    Scenario queueDrops(long count) {
        queueDrops = OptionalLong.of(count);
        return this;
    }

    Scenario backlogDrops(long count) {
        backlogDrops = OptionalLong.of(count);
        return this;
    }

    Scenario kernel(String release) {
        kernel = release;
        return this;
    }

    Scenario trace(String lines) {
        trace = Optional.of(TracedLosses.parse(lines));
        return this;
    }

    Scenario countersReset() {
        reset = true;
        return this;
    }

    Scenario clientUnseen() {
        clientSeen = false;
        return this;
    }

    Scenario natUnseen() {
        natSeen = false;
        return this;
    }

    Scenario serverUnseen() {
        serverSeen = false;
        return this;
    }

    Verdict verdict() {
        long attempts = outcomes.values().stream().mapToLong(Long::longValue).sum();
        long connected = outcomes.getOrDefault(ClientOutcome.CONNECTED, 0L);
        client.computeIfPresent("Tcp.ActiveOpens", (name, set) -> set == 0 ? attempts : set);
        server.computeIfPresent("Tcp.PassiveOpens", (name, set) -> set == 0 ? connected : set);
        natProtocols.computeIfPresent("Ip.InReceives", (name, set) -> set == 0 ? 7 * attempts : set);
        ClientResult result = new ClientResult(
                List.of(),
                "10.99.0.2:8080",
                Optional.empty(),
                Optional.empty(),
                attempts,
                outcomes,
                Optional.of(timeout),
                closesByReset,
                Optional.empty(),
                slow,
                skipped,
                Optional.of(valid),
                valid ? List.of() : List.of(skipped + " due times were skipped"));
        return Diagnosis.of(new Evidence(
                List.of(result),
                clientSeen ? List.of(delta(client, Optional.empty())) : List.of(),
                natSeen ? List.of(delta(natProtocols, Optional.of(conntrack()))) : List.of(),
                serverSeen ? List.of(delta(server, Optional.empty())) : List.of(),
                trace));
    }

    private ConntrackDelta conntrack() {
        SortedMap<Counter, Long> counters = new TreeMap<>();
        nat.forEach((name, count) -> counters.put(Counter.named(name), count));
        return new ConntrackDelta(
                CounterSource.PROCFS,
                CounterSource.PROCFS,
                List.of(new CpuCounters(0, counters)),
                reset,
                OptionalLong.of(0),
                entries,
                new ConntrackDelta.Unmatched(List.of(), List.of(), List.of(), List.of()));
    }

    private NamespaceDelta delta(Map<String, Long> protocols, Optional<ConntrackDelta> conntrack) {
        boolean nats = conntrack.isPresent();
        Map<String, Map<String, Long>> groups = new LinkedHashMap<>();
        protocols.forEach((name, count) -> {
            int dot = name.indexOf('.');
            groups.computeIfAbsent(name.substring(0, dot), any -> new LinkedHashMap<>())
                    .put(name.substring(dot + 1), count);
        });
        return new NamespaceDelta(
                conntrack,
                new ProtocolCounters(groups),
                entries,
                OptionalLong.of(262_144),
                nats ? queueDrops : OptionalLong.empty(),
                backlogDrops,
                Optional.of(kernel));
    }

    /** Returns the findings as {@code CAUSE count}, those that cost no connect with a count of 0. */
    static List<String> lines(Verdict verdict) {
        List<String> lines = new ArrayList<>();
        verdict.findings().forEach(finding -> lines.add(finding.cause() + " " + finding.count()));
        return lines;
    }
}
