package io.github.snatrace.doctor;

import io.github.snatrace.host.KernelRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Words for what random ports cost on this kernel and host: said where a rule has them, and before they are advised.
 */
final class PriceFacts {
    private static final long WITHOUT_RANDOM_OFFSET = 2;
    private static final String VXLAN = "flannel\\.\\d+|vxlan.*|cilium_vxlan|antrea-gw0|weave|kube-bridge";

    private PriceFacts() {}

    static List<Fact> of(Findings findings, List<RuleVerdict> verdicts, Optional<KernelRelease> kernel) {
        boolean random = verdicts.stream().anyMatch(RuleVerdict::rewrites);
        boolean advised = verdicts.stream().anyMatch(verdict -> verdict.outcome() == RuleVerdict.Outcome.RACES);
        List<Fact> facts = new ArrayList<>();
        if (!random && !advised) {
            return facts;
        }
        String who = random ? "random ports" : "random ports, once a rule above has them,";
        kernel.ifPresent(release -> {
            facts.add(timestamps(findings, release, who));
            vxlan(findings, release, who).ifPresent(facts::add);
        });
        facts.add(Fact.of(
                "price",
                Fact.Level.NOTE,
                who + " come from 1024 to 65535, whatever net.ipv4.ip_local_port_range says",
                "a stateless filter (a network ACL that lets 32768 and later back in) drops the answers to the "
                        + "others; a port"
                        + " may be one that the host itself gives out (NodePorts); hole punching through this NAT "
                        + "stops working",
                "let 1024 to 65535 through, or give the rule a range of ports; leave peer-to-peer traffic its own "
                        + "rule before"
                        + " this one"));
        return facts;
    }

    private static Fact timestamps(Findings findings, KernelRelease kernel, String who) {
        if (!kernel.hasPortsInTimestamps()) {
            return Fact.of(
                    "timestamps",
                    Fact.Level.GOOD,
                    "TCP timestamps do not depend on ports on this kernel (6.12.94, 6.18.17, 7.0 and later; vendors "
                            + "may differ)",
                    who + " do not upset a server in TIME_WAIT, where the clients' kernels are like this one",
                    "nothing");
        }
        String fact = "TCP timestamps depend on ports since 6.12.94, 6.18.17 and 7.0";
        if (findings.timestamps().orElse(1) == WITHOUT_RANDOM_OFFSET) {
            return Fact.of(
                    "timestamps",
                    Fact.Level.GOOD,
                    fact + ", but net.ipv4.tcp_timestamps is 2 here: they have no offset",
                    who + " have no such price for clients of this namespace",
                    "nothing; clients in namespaces of their own need it there");
        }
        return Fact.of(
                "timestamps",
                Fact.Level.NOTE,
                fact,
                who
                        + " show a server in TIME_WAIT timestamps that go backwards; it rejects such a SYN (its "
                        + "PAWSTimewait),"
                        + " which looks like the race",
                "where the server closes first: net.ipv4.tcp_timestamps=2 in the clients' namespaces, or close from the"
                        + " client's side");
    }

    private static Optional<Fact> vxlan(Findings findings, KernelRelease kernel, String who) {
        List<String> tunnels = findings.interfaces().stream()
                .filter(name -> name.matches(VXLAN))
                .toList();
        if (tunnels.isEmpty() || kernel.hasVxlanChecksumsUnderRandomPorts()) {
            return Optional.empty();
        }
        return Optional.of(Fact.of(
                "vxlan",
                Fact.Level.NOTE,
                "VXLAN (" + String.join(", ", tunnels) + ") on a kernel before 4.19.123, 5.4.41 or 5.6.13; vendors may"
                        + " differ",
                who + " break the checksum of VXLAN packets that are translated twice: connects take 1 s or 63 s, the"
                        + " receiver counts Udp InCsumErrors",
                "ethtool -K " + tunnels.get(0) + " tx-checksum-ip-generic off, or a later kernel"));
    }
}
