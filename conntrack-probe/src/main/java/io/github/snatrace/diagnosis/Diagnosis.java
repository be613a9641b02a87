package io.github.snatrace.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Names the cause of every connect that failed or was slow.
 *
 * <p>Connects that failed at once say why themselves. Those that stalled (timed out, or were slow) lost a SYN or its answer, and each
 * place that loses them has its counters; these are the suspects, and {@link Apportionment} gives each its share. What no counter
 * accounts for was lost on the way ({@link Cause#PACKET_LOST}) if the NAT and the server were both seen, and is unexplained if not.
 */
public final class Diagnosis {
    private final Clients clients;
    private final Nat nat;
    private final Server server;

    private Diagnosis(Evidence evidence) {
        Counts serverCounts = new Counts("server", evidence.servers());
        this.clients = new Clients(evidence.results(), new Counts("client", evidence.clients()), serverCounts);
        this.nat = new Nat(new Counts("nat", evidence.nats()), clients);
        this.server = new Server(serverCounts, clients);
    }

    /** Returns the verdict on a run. Depends on nothing but the evidence. */
    public static Verdict of(Evidence evidence) {
        return new Diagnosis(evidence).verdict();
    }

    private Verdict verdict() {
        List<Finding> findings = new ArrayList<>(new AtOnce(clients, server.counts()).findings());
        List<Suspect> suspects = new ArrayList<>();
        suspects.addAll(nat.suspects());
        suspects.addAll(server.suspects());
        reversePathFilter(suspects);
        suspects.removeIf(suspect -> suspect.lost() == 0);

        long left = clients.stalled();
        List<Long> shares = Apportionment.of(left, clients.lostSyns(), suspects);
        for (int i = 0; i < shares.size(); i++) {
            left -= shares.get(i);
            if (shares.get(i) > 0) {
                findings.add(found(suspects.get(i), shares.get(i), suspects));
            }
        }
        Generator generator = new Generator(clients, server);
        long late = Math.min(left, generator.lateTimeouts());
        left -= late;
        long cookies = Math.min(left, server.cookies());
        if (cookies > 0 && suspects.stream().noneMatch(suspect -> suspect.cause() == Cause.SYN_QUEUE_FULL)) {
            left -= cookies;
            findings.add(server.cookies(cookies));
        }
        rest(left, suspects, findings);
        if (late > 0 || generator.isSaturated()) {
            findings.add(generator.finding(late, findings.isEmpty()));
        }
        findings.sort(Comparator.comparingLong(Finding::count).reversed().thenComparing(Finding::cause));
        return new Verdict(clients.attempts(), clients.failed(), clients.slow(), findings, unseen());
    }

    private Finding found(Suspect suspect, long count, List<Suspect> suspects) {
        List<String> evidence = new ArrayList<>(suspect.evidence());
        Confidence confidence = suspect.confidence();
        if (!suspect.repeats() && suspect.lost() > clients.stalled()) {
            evidence.add(String.format(
                    Locale.ROOT,
                    "%,d more than the connects that stalled: others were hit as well",
                    suspect.lost() - clients.stalled()));
            confidence = confidence.and(Confidence.MEDIUM);
        }
        if (clients.timedOut() > 0
                && clients.longestTimeout().toSeconds() >= 1
                && clients.synRetransmissions().isEmpty()
                && suspect.repeats()) {
            evidence.add("how often a SYN was sent again is not known: the clients' namespaces were not all seen");
            confidence = confidence.and(Confidence.MEDIUM);
        }
        return new Finding(
                suspect.cause(), count, confidence, evidence, toldApart(suspect.cause(), suspects), suspect.advice());
    }

    /** Returns why it was none of the causes that look the same, as far as that was seen. */
    private List<String> toldApart(Cause cause, List<Suspect> suspects) {
        Map<Cause, String> silent = new EnumMap<>(Cause.class);
        silent.putAll(nat.ruledOut());
        silent.putAll(server.ruledOut());
        suspects.forEach(suspect -> silent.remove(suspect.cause()));
        silent.remove(cause);
        List<String> apart = new ArrayList<>();
        silent.forEach((other, why) -> apart.add(other + ": " + why));
        return apart;
    }

    private void reversePathFilter(List<Suspect> suspects) {
        long dropped = 0;
        List<String> evidence = new ArrayList<>();
        for (Counts counts : List.of(nat.counts(), server.counts(), clients.counts())) {
            long count = counts.tcpExt("IPReversePathFilter").orElse(0);
            if (count > 0) {
                dropped += count;
                evidence.add(counts.evidence("IPReversePathFilter", count));
            }
        }
        suspects.add(new Suspect(
                Cause.REVERSE_PATH_FILTER,
                dropped,
                true,
                Confidence.HIGH,
                evidence,
                "Give that host a route back to the sender through the interface that the packets came in by, or loosen the check: "
                        + "net.ipv4.conf.all.rp_filter=2 (and that of the interface)."));
    }

    /** What no counter accounts for: stalls, and outcomes that nobody knows. */
    private void rest(long stalled, List<Suspect> suspects, List<Finding> findings) {
        boolean everythingSeen = nat.isWholeStory() && server.isWholeStory() && !clients.mayHaveMetTimeWaits();
        List<String> evidence = new ArrayList<>();
        if (stalled > 0) {
            evidence.add(String.format(
                    Locale.ROOT,
                    "%,d %sconnects stalled, and %s counted a loss",
                    stalled,
                    suspects.isEmpty() ? "" : "more ",
                    everythingSeen ? "neither nat nor server" : "no namespace that was seen"));
            clients.synRetransmissions()
                    .ifPresent(count -> evidence.add(clients.counts().evidence("TCPSynRetrans", count)));
        }
        if (stalled > 0 && everythingSeen) {
            findings.add(lost(stalled, evidence, suspects));
            stalled = 0;
        }
        long unknown = new AtOnce(clients, server.counts()).unknown();
        if (unknown > 0) {
            evidence.add(String.format(
                    Locale.ROOT, "%,d connects failed in another way: see the client's own lines", unknown));
        }
        if (stalled + unknown > 0) {
            findings.add(
                    new Finding(
                            Cause.UNEXPLAINED,
                            stalled + unknown,
                            Confidence.LOW,
                            everythingSeen && unknown > 0
                                    ? evidence.subList(evidence.size() - 1, evidence.size())
                                    : evidence,
                            List.of(),
                            unseen().isEmpty()
                                    ? "Read the client's lines on the failed connects."
                                    : "Take snapshots of what was not seen, before and after: conntrack-probe snapshot --pid PID."));
        }
    }

    private Finding lost(long count, List<String> evidence, List<Suspect> suspects) {
        List<String> all = new ArrayList<>(evidence);
        OptionalLong answeredAgain = server.counts().tcpExt("TCPSynRetrans");
        boolean wayBack = answeredAgain.orElse(0) > 0;
        answeredAgain.ifPresent(again -> all.add(server.counts().evidence("TCPSynRetrans", again)
                + (wayBack ? " (SYN/ACKs sent again: lost on the way back)" : "")));
        Confidence confidence =
                clients.isComplete() || clients.closeByReset().isPresent() ? Confidence.HIGH : Confidence.MEDIUM;
        if (clients.connected() == 0 && nat.sawNothing()) {
            all.add("nat received no packet: they were lost before it, or this is not the namespace that translates");
            confidence = Confidence.LOW;
        }
        String advice = clients.connected() == 0
                ? "Nothing got through: look for a rule that drops (nft list ruleset, a security group, a network policy), and for the wrong "
                        + "address or port."
                : "Find where: capture SYNs (tcpdump 'tcp[tcpflags] & tcp-syn != 0') on either side, look at the drops of interfaces "
                        + "(ip -s link) and at rules that drop.";
        return new Finding(Cause.PACKET_LOST, count, confidence, all, toldApart(Cause.PACKET_LOST, suspects), advice);
    }

    private List<String> unseen() {
        if (clients.stalled() == 0) {
            return List.of();
        }
        List<String> unseen = new ArrayList<>();
        unseen.addAll(nat.unseen());
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
