package io.github.snatrace.diagnosis;

import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.conntrack.CounterSource;
import io.github.snatrace.conntrack.CpuCounters;
import io.github.snatrace.snapshot.NamespaceDelta;
import io.github.snatrace.snapshot.ProtocolCounters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
            "Tcp.ActiveOpens",
            "Tcp.PassiveOpens",
            "Tcp.OutRsts",
            "Ip.InReceives",
            "Ip.OutRequests",
            "Ip.ForwDatagrams",
            "Ip.OutNoRoutes",
            "Icmp.InDestUnreachs");

    private final Map<String, Long> outcomes = new HashMap<>(Map.of("CONNECTED", 1_000L));
    private final Map<String, Long> client = zeros(PROTOCOLS);
    private final Map<String, Long> server = zeros(PROTOCOLS);
    private final Map<String, Long> natProtocols = zeros(PROTOCOLS);
    private final Map<String, Long> nat = zeros(CONNTRACK);
    private OptionalLong entries = OptionalLong.of(1_000);
    private boolean clientSeen = true;
    private boolean natSeen = true;
    private boolean serverSeen = true;
    private boolean reset;
    private Duration timeout = Duration.ofMillis(500);
    private Optional<Boolean> closesByReset = Optional.of(true);
    private Optional<SlowConnects> slow = Optional.of(new SlowConnects(0, 0, 0, 0));
    private long skipped;
    private boolean valid = true;

    private static Map<String, Long> zeros(List<String> names) {
        Map<String, Long> zeros = new LinkedHashMap<>();
        names.forEach(name -> zeros.put(name, 0L));
        return zeros;
    }

    Scenario outcome(String name, long count) {
        outcomes.put(name, count);
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
        slow = Optional.of(new SlowConnects(retransmitted1s, retransmitted3s, 0, from2To50Ms));
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

    Scenario entries(long count) {
        entries = OptionalLong.of(count);
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
        long connected = outcomes.getOrDefault("CONNECTED", 0L);
        client.computeIfPresent("Tcp.ActiveOpens", (name, set) -> set == 0 ? attempts : set);
        server.computeIfPresent("Tcp.PassiveOpens", (name, set) -> set == 0 ? connected : set);
        natProtocols.computeIfPresent("Ip.InReceives", (name, set) -> set == 0 ? 7 * attempts : set);
        ClientResult result = new ClientResult(
                "10.99.0.2:8080",
                attempts,
                outcomes,
                Optional.of(timeout),
                closesByReset,
                slow,
                skipped,
                Optional.of(valid),
                valid ? List.of() : List.of(skipped + " due times were skipped"));
        return Diagnosis.of(new Evidence(
                List.of(result),
                clientSeen ? List.of(delta(client, Optional.empty())) : List.of(),
                natSeen ? List.of(delta(natProtocols, Optional.of(conntrack()))) : List.of(),
                serverSeen ? List.of(delta(server, Optional.empty())) : List.of()));
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
        Map<String, Map<String, Long>> groups = new LinkedHashMap<>();
        protocols.forEach((name, count) -> {
            int dot = name.indexOf('.');
            groups.computeIfAbsent(name.substring(0, dot), any -> new LinkedHashMap<>())
                    .put(name.substring(dot + 1), count);
        });
        return new NamespaceDelta(
                conntrack, new ProtocolCounters(groups), entries, OptionalLong.of(262_144), Optional.of("6.18.44"));
    }

    /** Returns the findings as {@code CAUSE count}, those that cost no connect with a count of 0. */
    static List<String> lines(Verdict verdict) {
        List<String> lines = new ArrayList<>();
        verdict.findings().forEach(finding -> lines.add(finding.cause() + " " + finding.count()));
        return lines;
    }
}
