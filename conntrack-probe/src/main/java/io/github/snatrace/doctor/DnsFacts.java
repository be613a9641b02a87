package io.github.snatrace.doctor;

import io.github.snatrace.host.KernelRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Words for the DNS client of a process: whether its queries for A and AAAA can lose one another. */
final class DnsFacts {
    private static final String TOPIC = "dns";

    private DnsFacts() {}

    static List<Fact> of(Findings findings, Optional<KernelRelease> kernel) {
        List<Fact> facts = new ArrayList<>();
        findings.resolver().ifPresent(resolver -> facts.add(fact(resolver, kernel)));
        return facts;
    }

    private static Fact fact(Resolver resolver, Optional<KernelRelease> kernel) {
        String who = switch (resolver.library()) {
            case GLIBC -> "glibc";
            case MUSL -> "musl";
            case OTHER -> "neither glibc nor musl";
        };
        String fact = "the process resolves names by " + who + "; resolv.conf: "
                + (resolver.servers().isEmpty() ? "no nameserver" : String.join(", ", resolver.servers()))
                + (resolver.options().isEmpty() ? ", no options" : ", options " + String.join(" ", resolver.options()));
        if (!resolver.asksAtOnce()) {
            return Fact.of(
                    TOPIC,
                    resolver.library() == Resolver.Library.OTHER ? Fact.Level.UNKNOWN : Fact.Level.GOOD,
                    fact,
                    resolver.library() == Resolver.Library.OTHER
                            ? "whether it sends its queries for A and AAAA at once from one port is not known (Go asks"
                                    + " from a port each)"
                            : "it does not send its queries for A and AAAA at once from one port: they cannot race",
                    "nothing");
        }
        if (kernel.isEmpty()) {
            return Fact.of(
                    TOPIC,
                    Fact.Level.UNKNOWN,
                    fact,
                    "it sends its queries for A and AAAA at once from one port; whether one is lost depends on the"
                            + " kernel that translates them",
                    "give its release with --kernel");
        }
        if (!kernel.get().isAtLeast(5, 0)) {
            return Fact.of(
                    TOPIC,
                    Fact.Level.PROBLEM,
                    fact,
                    "it sends its queries for A and AAAA at once from one port; on kernels before 5.0 one of them is"
                            + " lost where they are translated (4.19 loses fewer): names take 5 s",
                    cure(resolver));
        }
        if (!kernel.get().isAtLeast(5, 7)) {
            return Fact.of(
                    TOPIC,
                    Fact.Level.NOTE,
                    fact,
                    "it sends its queries for A and AAAA at once from one port; on this kernel one of them may still be"
                            + " lost where a service address has several backends: names take 5 s",
                    cure(resolver));
        }
        return Fact.of(
                TOPIC,
                Fact.Level.GOOD,
                fact,
                "it sends its queries for A and AAAA at once from one port, and this kernel lets both pass",
                "nothing");
    }

    private static String cure(Resolver resolver) {
        return resolver.library() == Resolver.Library.MUSL
                ? "a cache of the node's own (NodeLocal DNSCache); musl has no option for it"
                : "options single-request-reopen (or use-vc) in its resolv.conf (Kubernetes: dnsConfig), or a cache of"
                        + " the node's own (NodeLocal DNSCache)";
    }
}
