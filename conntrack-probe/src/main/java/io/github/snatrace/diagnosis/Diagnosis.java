package io.github.snatrace.diagnosis;

import io.github.snatrace.diagnosis.Counts.Role;
import io.github.snatrace.diagnosis.Suspect.Leg;
import io.github.snatrace.diagnosis.TracedLosses.End;
import io.github.snatrace.snapshot.NamespaceDelta;
import io.github.snatrace.snapshot.ProtocolCounter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Names the cause of every connect that failed or was slow.
 *
 * <p>Connects that failed at once say why themselves. Those that stalled (timed out, or were slow) lost a SYN or its
 * answer, and each place that loses them has its counters; these are the suspects. {@link Accounts} says what is
 * certain of each and what is possible, and {@link Apportionment} what is likely. What no counter accounts for was lost
 * on the way ({@link Cause#PACKET_LOST}) if the NAT and the server were both seen, and is unexplained if not. With a
 * trace, the SYNs that a NAT lost are counted one by one.
 */
public final class Diagnosis {
    private static final List<ProtocolCounter> ODD_DROPS = List.of(
            ProtocolCounter.UDP_CHECKSUM_ERRORS,
            ProtocolCounter.TCP_CHECKSUM_ERRORS,
            ProtocolCounter.UDP_BUFFER_ERRORS,
            ProtocolCounter.IP_IN_DISCARDS,
            ProtocolCounter.IP_OUT_DISCARDS,
            ProtocolCounter.IP_ADDRESS_ERRORS,
            ProtocolCounter.IP_HEADER_ERRORS,
            ProtocolCounter.IP_IN_NO_ROUTES,
            ProtocolCounter.IP_NO_ROUTE);

    private final Clients clients;
    private final Tracking nat;
    private final Server server;
    private final Tracking serverTracking;
    private final Generator generator;
    private final Optional<TraceEvidence> trace;
    private final List<Suspect> suspects;
    /** Connects that the trace accounts for, by cause. */
    private final Map<Cause, Long> traced = new EnumMap<>(Cause.class);

    private Diagnosis(Evidence evidence) {
        Counts serverCounts = new Counts(Role.SERVER, evidence.servers());
        this.clients = new Clients(evidence.results(), new Counts(Role.CLIENT, evidence.clients()), serverCounts);
        this.nat = new Tracking(new Counts(Role.NAT, evidence.nats()), clients);
        this.server = new Server(serverCounts, clients);
        this.serverTracking = new Tracking(serverCounts, clients);
        this.generator = new Generator(clients, server);
        this.trace = evidence.trace().map(losses -> new TraceEvidence(losses, clients));
        this.suspects = suspects();
    }

    /** Returns the verdict on a run. Depends on nothing but the evidence. */
    public static Verdict of(Evidence evidence) {
        return new Diagnosis(evidence).verdict();
    }

    private List<Suspect> suspects() {
        List<Suspect> all = new ArrayList<>();
        long named = trace.map(TraceEvidence::synsToRivals).orElse(0L);
        all.add(nat.clash().without(named));
        all.addAll(nat.lostElsewhere());
        all.addAll(server.suspects());
        all.add(serverTracking.clash());
        all.addAll(serverTracking.lostElsewhere());
        all.add(reversePathFilter());
        all.add(packetQueues());
        all.add(backlogs());
        all.removeIf(suspect -> suspect.lost() == 0);
        return all;
    }

    private Verdict verdict() {
        List<Finding> findings = new ArrayList<>(new AtOnce(clients, server.counts()).findings());
        long stalled = clients.stalled() - traced(findings);
        long lost = Math.max(stalled, clients.lostSyns() - (clients.stalled() - stalled));
        Accounts accounts = new Accounts(stalled, lost, clients.mostSyns(), vanished());
        List<Bounds> bounds =
                trace.isEmpty() ? accounts.bounds(suspects) : accounts.bounds(suspects, known(trace.get(), stalled));
        List<Long> counts = counts(stalled, Apportionment.of(stalled, lost, suspects), bounds);
        for (int i = 0; i < suspects.size(); i++) {
            if (counts.get(i) > 0) {
                add(found(suspects.get(i), counts.get(i), bounds.get(i)), findings);
            }
        }
        rest(counts.get(suspects.size()), bounds.get(suspects.size()), lostHere(counts), findings);
        findings.sort(Comparator.comparingLong(Finding::count).reversed().thenComparing(Finding::cause));
        return new Verdict(clients.attempts(), clients.failed(), clients.slow(), findings, unseen(), named(findings));
    }

    /** Adds a finding, to that of the same cause where the trace has named some of it already. */
    private static void add(Finding finding, List<Finding> findings) {
        for (int i = 0; i < findings.size(); i++) {
            Finding other = findings.get(i);
            if (other.cause() == finding.cause()) {
                List<String> evidence = new ArrayList<>(other.evidence());
                evidence.addAll(finding.evidence());
                findings.set(
                        i,
                        new Finding(
                                other.cause(),
                                other.count() + finding.count(),
                                new Bounds(
                                        other.bounds().atLeast()
                                                + finding.bounds().atLeast(),
                                        other.bounds().atMost()
                                                + finding.bounds().atMost()),
                                other.confidence().and(finding.confidence()),
                                evidence,
                                finding.toldApartFrom(),
                                other.advice()));
                return;
            }
        }
        findings.add(finding);
    }

    /** What the trace says of each suspect, in their order, and of what none of them accounts for. */
    private List<Bounds> known(TraceEvidence losses, long stalled) {
        List<Bounds> known = new ArrayList<>();
        suspects.forEach(suspect -> known.add(new Bounds(0, losses.atMost(suspect))));
        known.add(new Bounds(Math.min(stalled, losses.beyond(suspects)), stalled));
        return known;
    }

    /**
     * Returns how many connects the trace saw losing a SYN or its answer in the host that was traced, without those
     * that suspects account for: no server need be seen to say that they were lost.
     */
    private long lostHere(List<Long> counts) {
        long here = trace.map(losses -> losses.at(EnumSet.of(End.RULES, End.HOST, End.ANSWER)))
                .orElse(0L);
        for (int i = 0; i < suspects.size(); i++) {
            Leg leg = suspects.get(i).leg();
            here -= leg == Leg.BEYOND || leg == Leg.AFTER ? 0 : counts.get(i);
        }
        return Math.max(0, here);
    }

    private Optional<NamedLosses> named(List<Finding> findings) {
        long unexplained = findings.stream()
                .filter(finding -> finding.cause() == Cause.UNEXPLAINED)
                .mapToLong(Finding::count)
                .sum();
        long stalled = clients.stalled();
        return trace.map(losses -> {
            long byName = Math.min(stalled, losses.connects());
            long open = Math.min(stalled - byName, unexplained);
            return new NamedLosses(byName, stalled - byName - open, open, losses.losses());
        });
    }

    /**
     * Puts the shares within their bounds; together they are what stalled. The last is what no suspect accounts for.
     */
    private static List<Long> counts(long stalled, List<Long> shares, List<Bounds> bounds) {
        List<Long> counts = new ArrayList<>();
        long sum = 0;
        for (int i = 0; i < bounds.size(); i++) {
            long share = i < shares.size() ? shares.get(i) : stalled - sum;
            counts.add(bounds.get(i).nearest(Math.max(0, share)));
            sum += counts.get(i);
        }
        for (int i = 0; i < counts.size(); i++) {
            long other = counts.get(i) + stalled - sum;
            long possible = bounds.get(i).nearest(Math.max(0, other));
            sum += possible - counts.get(i);
            counts.set(i, possible);
        }
        return counts;
    }

    /** Adds what the trace counted, and returns how many of the stalled connects that accounts for. */
    private long traced(List<Finding> findings) {
        if (trace.isEmpty()) {
            return 0;
        }
        traced.putAll(trace.get().toRivals());
        long left = clients.stalled();
        for (Map.Entry<Cause, Long> entry : traced.entrySet()) {
            long count = Math.min(left, entry.getValue());
            left -= count;
            if (count > 0) {
                long least =
                        Math.max(0, count - trace.get().others() - trace.get().missed());
                findings.add(new Finding(
                        entry.getKey(),
                        count,
                        new Bounds(least, count),
                        confidence(Confidence.HIGH, count, least),
                        trace.get().of(entry.getKey(), entry.getValue(), nat),
                        List.of(),
                        nat.advice(entry.getKey())));
            }
        }
        return clients.stalled() - left;
    }

    private static Confidence confidence(Confidence ceiling, long count, long atLeast) {
        return ceiling.and(10 * atLeast >= 9 * count ? Confidence.HIGH : Confidence.MEDIUM);
    }

    /**
     * Returns how many packets the routers forwarded that neither reached a server nor came from one; empty unless all
     * of them were seen, or where servers received more than was forwarded.
     */
    private OptionalLong vanished() {
        Counts router = nat.counts();
        Counts end = server.counts();
        boolean known = clients.isIpv4() || (router.countsIpv6() && end.countsIpv6());
        OptionalLong forwarded = router.packets(ProtocolCounter.IP_FORWARDED, ProtocolCounter.IP6_FORWARDED);
        OptionalLong ends = end.packets();
        if (!known || forwarded.isEmpty() || ends.isEmpty() || forwarded.getAsLong() < ends.getAsLong()) {
            return OptionalLong.empty();
        }
        long traceless = forwarded.getAsLong() - ends.getAsLong();
        return OptionalLong.of(Math.max(
                0,
                traceless - traced.values().stream().mapToLong(Long::longValue).sum()));
    }

    private Finding found(Suspect suspect, long count, Bounds bounds) {
        List<String> evidence = new ArrayList<>(suspect.evidence());
        if (!suspect.repeats() && suspect.lost() > clients.stalled()) {
            evidence.add(String.format(
                    Locale.ROOT,
                    "%,d more than the connects that stalled: others were hit as well",
                    suspect.lost() - clients.stalled()));
        }
        if (clients.timersWereLate()) {
            evidence.add(clients.counts().evidence(ProtocolCounter.SYN_RETRANSMISSIONS)
                    + " although the clients wait less than a second: their timers were late, and SYNs were"
                    + " sent again");
        }
        if (clients.timedOut() > 0
                && clients.longestTimeout().toSeconds() >= 1
                && clients.synRetransmissions().isEmpty()
                && suspect.repeats()) {
            evidence.add("how often a SYN was sent again is not known: the clients' namespaces were not all seen");
        }
        return new Finding(
                suspect.cause(),
                count,
                bounds,
                confidence(suspect.ceiling(), count, bounds.atLeast()),
                evidence,
                toldApart(suspect.cause()),
                suspect.advice());
    }

    /** Returns why it was none of the causes that look the same, as far as that was seen. */
    private List<String> toldApart(Cause cause) {
        Map<Cause, String> silent = new EnumMap<>(Cause.class);
        silent.putAll(nat.ruledOut());
        silent.putAll(server.ruledOut());
        suspects.forEach(suspect -> silent.remove(suspect.cause()));
        traced.keySet().forEach(silent::remove);
        silent.remove(cause);
        List<String> apart = new ArrayList<>();
        silent.forEach((other, why) -> apart.add(other + ": " + why));
        return apart;
    }

    private Suspect reversePathFilter() {
        List<String> evidence = new ArrayList<>();
        long dropped = 0;
        for (Counts counts : everywhere()) {
            long count = counts.count(ProtocolCounter.REVERSE_PATH_DROPS);
            if (count > 0) {
                dropped += count;
                evidence.add(counts.evidence(ProtocolCounter.REVERSE_PATH_DROPS));
            }
        }
        boolean router = nat.counts().count(ProtocolCounter.REVERSE_PATH_DROPS) == dropped;
        return new Suspect(
                Cause.REVERSE_PATH_FILTER,
                dropped,
                true,
                router ? Leg.BEFORE : Leg.ANYWHERE,
                Confidence.HIGH,
                evidence,
                "Give that host a route back to the sender through the interface that the packets came in by, or"
                        + " loosen the check:"
                        + " net.ipv4.conf.all.rp_filter=2 (and that of the interface).");
    }

    private Suspect packetQueues() {
        List<String> evidence = new ArrayList<>();
        long dropped = 0;
        for (Counts counts : everywhere()) {
            long count = counts.sum(NamespaceDelta::queueDrops).orElse(0);
            if (count > 0) {
                dropped += count;
                evidence.add(counts.evidence("nfnetlink_queue dropped", count));
            }
        }
        return new Suspect(
                Cause.NFQUEUE_FULL,
                dropped,
                true,
                Leg.ANYWHERE,
                Confidence.HIGH,
                evidence,
                "The program behind the NFQUEUE is too slow (throttled?): give it CPU, a longer queue (queue-maxlen)"
                        + " or more of"
                        + " them (--queue-balance), or let packets pass when it is full (--queue-bypass, fail-open).");
    }

    /** The backlogs are the machine's: namespaces of one machine show the same drops. */
    private Suspect backlogs() {
        List<String> evidence = new ArrayList<>();
        long dropped = 0;
        for (Counts counts : everywhere()) {
            long count = counts.deltas().stream()
                    .mapToLong(delta -> delta.backlogDrops().orElse(0))
                    .max()
                    .orElse(0);
            if (count > 0) {
                dropped = Math.max(dropped, count);
                evidence.add(counts.evidence("softnet_stat dropped", count));
            }
        }
        return new Suspect(
                Cause.CPU_BACKLOG_FULL,
                dropped,
                true,
                Leg.ANYWHERE,
                Confidence.MEDIUM,
                evidence,
                "Raise net.core.netdev_max_backlog, and spread interrupts or packets (RSS, RPS) over more CPUs.");
    }

    private List<Counts> everywhere() {
        return List.of(nat.counts(), server.counts(), clients.counts());
    }

    /** What no suspect accounts for: stalls, and outcomes that nobody knows. */
    private void rest(long stalled, Bounds bounds, long lostHere, List<Finding> findings) {
        long left = stalled;
        // A connect whose handshake was over lost no packet: what vanished on the way was not late.
        long late = Math.min(
                left,
                Math.min(
                        generator.lateTimeouts(),
                        Math.max(0, clients.lostSyns() - vanished().orElse(0))));
        left -= late;
        long cookies = suspects.stream().anyMatch(suspect -> suspect.cause() == Cause.SYN_QUEUE_FULL)
                ? 0
                : Math.min(left, server.cookies());
        left -= cookies;
        if (cookies > 0) {
            findings.add(server.cookies(cookies));
        }
        long lost = isEverythingSeen() ? left : Math.min(left, lostHere);
        if (lost > 0) {
            long least = lost < left ? lost : Math.max(0, bounds.atLeast() - late - cookies);
            findings.add(lost(lost, new Bounds(Math.min(lost, least), bounds.atMost())));
            left -= lost;
        }
        long unknown = new AtOnce(clients, server.counts()).unknown();
        if (left + unknown > 0) {
            findings.add(unexplained(left, unknown, bounds));
        }
        if (late > 0 || generator.isSaturated()) {
            findings.add(generator.finding(late, findings.isEmpty()));
        }
    }

    private boolean isEverythingSeen() {
        boolean traced = trace.map(TraceEvidence::isWhole).orElse(false);
        return (nat.isWholeStory() || traced) && server.isWholeStory() && !clients.mayHaveMetTimeWaits();
    }

    private Finding unexplained(long stalled, long unknown, Bounds bounds) {
        List<String> evidence = new ArrayList<>();
        if (stalled > 0) {
            evidence.addAll(stalledEvidence(stalled, "no namespace that was seen"));
        }
        if (unknown > 0) {
            evidence.add(String.format(
                    Locale.ROOT, "%,d connects failed in another way: see the client's own lines", unknown));
        }
        return new Finding(
                Cause.UNEXPLAINED,
                stalled + unknown,
                new Bounds(unknown + Math.min(stalled, bounds.atLeast()), unknown + Math.max(stalled, bounds.atMost())),
                Confidence.LOW,
                evidence,
                List.of(),
                stalled > 0 ? nextLook() : "Read the client's lines on the failed connects.");
    }

    /** Returns the one thing to look at next, as a command to paste. */
    private String nextLook() {
        if (!nat.isWholeStory() && trace.isEmpty()) {
            return snapshots("nat", "on the host that translates addresses", " --pid 1");
        }
        if (!server.isWholeStory()) {
            return snapshots("server", "in the server's namespace", "");
        }
        return clients.isComplete() ? traceIt() : snapshots("client", "in the client's namespace", "");
    }

    private static String snapshots(String role, String where, String options) {
        return String.format(
                Locale.ROOT,
                "Run this %s before and after the run (%s.before, %s.after), and add --%s %s.before %s.after:"
                        + " conntrack-probe snapshot%s > %s.before",
                where,
                role,
                role,
                role,
                role,
                role,
                options,
                role);
    }

    private String traceIt() {
        String target = clients.target();
        return "On the host that translates: conntrack-probe trace" + (target.isEmpty() ? "" : " --to " + target)
                + " --until-lost 20";
    }

    private List<String> stalledEvidence(long stalled, String who) {
        List<String> evidence = new ArrayList<>();
        evidence.add(String.format(
                Locale.ROOT,
                "%,d %sconnects stalled, and %s counted a loss",
                stalled,
                suspects.isEmpty() && traced.isEmpty() ? "" : "more ",
                who));
        if (clients.synRetransmissions().isPresent()) {
            evidence.add(clients.counts().evidence(ProtocolCounter.SYN_RETRANSMISSIONS));
        }
        return evidence;
    }

    private Finding lost(long count, Bounds bounds) {
        List<String> odd = oddDrops();
        List<String> all = odd.isEmpty()
                ? stalledEvidence(count, "neither nat nor server")
                : stalledEvidence(count, "no counter of connection tracking or of a listener");
        all.addAll(odd);
        trace.ifPresent(losses -> all.addAll(losses.places()));
        if (server.counts().get(ProtocolCounter.SYN_RETRANSMISSIONS).isPresent()) {
            boolean wayBack = server.counts().count(ProtocolCounter.SYN_RETRANSMISSIONS) > 0;
            all.add(server.counts().evidence(ProtocolCounter.SYN_RETRANSMISSIONS)
                    + (wayBack ? " (SYN/ACKs sent again: lost on the way back)" : ""));
        }
        boolean known = clients.isComplete() || clients.closeByReset().isPresent();
        Confidence ceiling = known && 10 * uncounted() >= 9 * count ? Confidence.HIGH : Confidence.MEDIUM;
        if (clients.connected() == 0 && nat.sawNothing()) {
            all.add("nat received no packet: they were lost before it, or this is not the namespace that translates");
            ceiling = Confidence.LOW;
        } else if (server.sawNothing()) {
            all.add("server received no packet: they were lost before it, or this is not the server");
            ceiling = ceiling.and(Confidence.MEDIUM);
        }
        if (nat.mayDropReusedPorts()) {
            all.add("a kernel before 5.9: its ipvs drops the first SYN of a source port that it saw before, uncounted"
                    + " (net.ipv4.vs.conn_reuse_mode)");
        }
        return new Finding(
                Cause.PACKET_LOST,
                count,
                bounds,
                confidence(ceiling, count, bounds.atLeast()),
                all,
                toldApart(Cause.PACKET_LOST),
                lostAdvice());
    }

    /**
     * Returns counters of packets that are thrown away for reasons that no cause has a name for, as far as they moved.
     */
    private List<String> oddDrops() {
        List<String> odd = new ArrayList<>();
        for (Counts counts : everywhere()) {
            for (ProtocolCounter counter : ODD_DROPS) {
                if (counts.count(counter) > 0) {
                    odd.add(counts.evidence(counter));
                }
            }
        }
        return odd;
    }

    /**
     * Returns how many packets vanished between the router and the server that no suspect counted, or were traced to
     * their end. Where none did, they were lost elsewhere, or these are not the namespaces that they are taken for.
     */
    private long uncounted() {
        long counted = suspects.stream()
                .filter(Suspect::mayBeBetween)
                .mapToLong(Suspect::lost)
                .sum();
        long seen = trace.filter(losses -> losses.missed() == 0)
                .map(losses -> losses.at(EnumSet.allOf(End.class)))
                .orElse(0L);
        return Math.max(seen, vanished().orElse(0) - counted);
    }

    private String lostAdvice() {
        boolean checksums =
                everywhere().stream().anyMatch(counts -> counts.count(ProtocolCounter.UDP_CHECKSUM_ERRORS) > 0);
        if (checksums) {
            return "Packets came in with a broken UDP checksum: a tunnel (VXLAN) whose outer checksum is spoiled on"
                    + " the way. Switch off"
                    + " its offload (ethtool -K DEVICE tx-checksum-ip-generic off); with random ports on a second"
                    + " masquerade, kernels"
                    + " before 4.19.123, 5.4.41 and 5.6.13 spoil it.";
        }
        String traced = trace.map(TraceEvidence::advice).orElse("");
        if (!traced.isEmpty()) {
            return traced;
        }
        if (clients.connected() == 0) {
            return "Nothing got through: look for a rule that drops (nft list ruleset, a security group, a network"
                    + " policy), and for"
                    + " the wrong address or port.";
        }
        return "Find where. " + traceIt()
                + ". Then look at the drops of interfaces (ip -s link) and at rules that drop; a stateless"
                + " filter for ports from 32768 on drops some of those that random translation chooses, which are"
                + " 1024 to 65535.";
    }

    private List<String> unseen() {
        if (clients.stalled() == 0) {
            return List.of();
        }
        List<String> unseen = new ArrayList<>();
        if (!trace.map(TraceEvidence::isWhole).orElse(false)) {
            unseen.addAll(nat.unseen());
        }
        unseen.addAll(server.unseen());
        if (!clients.isComplete()) {
            unseen.add((clients.counts().isSeen()
                            ? "client: these namespaces opened fewer connections than the clients made"
                            : "client: not seen")
                    + ", so SYNs that were sent again are not counted"
                    + (clients.mayHaveMetTimeWaits()
                            ? ", and SERVER_TIME_WAIT without timestamps cannot be ruled out"
                            : ""));
        }
        return unseen;
    }
}
