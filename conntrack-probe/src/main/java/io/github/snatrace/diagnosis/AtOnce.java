package io.github.snatrace.diagnosis;

import io.github.snatrace.snapshot.ProtocolCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Connects that failed at once, and said why. */
final class AtOnce {
    private final Clients clients;
    private final Counts server;

    AtOnce(Clients clients, Counts server) {
        this.clients = clients;
        this.server = server;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        long refused = clients.count(ClientOutcome.REFUSED);
        if (refused > 0) {
            findings.add(refused(refused));
        }
        long unreachable = clients.count(ClientOutcome.UNREACHABLE);
        if (unreachable > 0) {
            findings.add(unreachable(unreachable));
        }
        long noPort = clients.count(ClientOutcome.NO_LOCAL_PORT);
        long inUse = clients.count(ClientOutcome.PORT_IN_USE);
        if (noPort + inUse > 0) {
            findings.add(ports(noPort, inUse));
        }
        long noDescriptor = clients.count(ClientOutcome.NO_DESCRIPTOR);
        if (noDescriptor > 0) {
            findings.add(certain(
                    Cause.DESCRIPTORS_EXHAUSTED,
                    noDescriptor,
                    List.of(clients.counts().evidence(ClientOutcome.NO_DESCRIPTOR.name(), noDescriptor)),
                    "Raise the limit on open files (ulimit -n, LimitNOFILE=), or lower the client's --max-in-flight."));
        }
        return findings;
    }

    /** Returns how many connects ended in ways that nobody knows. */
    long unknown() {
        return clients.failed()
                - clients.timedOut()
                - findings().stream().mapToLong(Finding::count).sum();
    }

    private Finding refused(long count) {
        List<String> evidence = new ArrayList<>();
        evidence.add(clients.counts().evidence(ClientOutcome.REFUSED.name(), count));
        OptionalLong resets = server.get(ProtocolCounter.RESETS_SENT);
        OptionalLong icmp = clients.counts().get(ProtocolCounter.ICMP_UNREACHABLE);
        evidence.addAll(server.evidenceIfKnown(ProtocolCounter.RESETS_SENT));
        evidence.addAll(clients.counts().evidenceIfKnown(ProtocolCounter.ICMP_UNREACHABLE));
        String advice;
        if (icmp.orElse(0) >= count) {
            advice = "ICMP said so: look for a rule that rejects (nft list ruleset), on the server and on the way to"
                    + " it.";
        } else if (resets.isEmpty()) {
            advice = "Look whether the server listens on this address and port, and for a rule that rejects with a"
                    + " reset.";
        } else if (resets.getAsLong() >= count) {
            advice = "The server itself refused: nothing listens on this address and port. Start it, or correct the"
                    + " target.";
        } else {
            advice = "The server's kernel sent no such reset: look for a rule that rejects (nft list ruleset), on the"
                    + " server and on the "
                    + "way to it.";
        }
        return certain(Cause.REFUSED, count, evidence, advice);
    }

    private Finding unreachable(long count) {
        List<String> evidence = new ArrayList<>();
        evidence.add(clients.counts().evidence(ClientOutcome.UNREACHABLE.name(), count));
        OptionalLong noRoute = clients.counts().get(ProtocolCounter.IP_NO_ROUTE);
        OptionalLong icmp = clients.counts().get(ProtocolCounter.ICMP_UNREACHABLE);
        evidence.addAll(clients.counts().evidenceIfKnown(ProtocolCounter.IP_NO_ROUTE));
        evidence.addAll(clients.counts().evidenceIfKnown(ProtocolCounter.ICMP_UNREACHABLE));
        String advice;
        if (icmp.orElse(0) >= count) {
            advice =
                    "A router or a firewall said so by ICMP: look for missing routes and rules that reject on the way.";
        } else if (noRoute.orElse(0) >= count) {
            advice = "The client has no route to the target: ip route get ADDRESS.";
        } else {
            advice = "Look at the client's routes (ip route get ADDRESS) and at whether its next hop answers (ip"
                    + " neigh).";
        }
        return certain(Cause.UNREACHABLE, count, evidence, advice);
    }

    private Finding ports(long noPort, long inUse) {
        List<String> evidence = new ArrayList<>();
        String advice = "";
        if (noPort > 0) {
            evidence.add(clients.counts().evidence(ClientOutcome.NO_LOCAL_PORT.name(), noPort));
            advice = "Widen net.ipv4.ip_local_port_range, close by reset (no TIME_WAIT), or connect from more"
                    + " addresses.";
        }
        if (inUse > 0) {
            evidence.add(clients.counts().evidence(ClientOutcome.PORT_IN_USE.name(), inUse));
            advice += (advice.isEmpty() ? "" : " ")
                    + "The source ports that were asked for are in use: widen --source-ports, or close by reset.";
        }
        return certain(Cause.LOCAL_PORTS_EXHAUSTED, noPort + inUse, evidence, advice);
    }

    private static Finding certain(Cause cause, long count, List<String> evidence, String advice) {
        return new Finding(
                cause,
                count,
                Bounds.exactly(count),
                Confidence.HIGH,
                evidence,
                List.of("lost packets: these connects failed by themselves, without waiting for an answer"),
                advice);
    }
}
