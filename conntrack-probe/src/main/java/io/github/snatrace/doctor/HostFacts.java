package io.github.snatrace.doctor;

import io.github.snatrace.conntrack.CounterSource;
import io.github.snatrace.host.KernelRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Words for what is known of the host itself: its kernel, where its counters are, the namespaces nobody looked into.
 */
final class HostFacts {
    private static final int NAMED = 3;

    private HostFacts() {}

    static List<Fact> of(Findings findings, Optional<KernelRelease> kernel) {
        List<Fact> facts = new ArrayList<>();
        facts.add(kernel(findings, kernel));
        findings.counters().ifPresent(counters -> facts.add(source(counters)));
        if (!findings.elsewhere().isEmpty()) {
            facts.add(elsewhere(findings.elsewhere()));
        }
        return facts;
    }

    private static Fact kernel(Findings findings, Optional<KernelRelease> kernel) {
        if (kernel.isEmpty()) {
            return Fact.of(
                    "kernel",
                    Fact.Level.UNKNOWN,
                    findings.kernel().isEmpty()
                            ? "the kernel's release is not known"
                            : "the kernel's release is not understood: " + findings.kernel(),
                    "what NAT does with a port that is taken depends on it",
                    "give it with --kernel, as uname -r prints it there");
        }
        String release = "kernel " + findings.kernel();
        return switch (kernel.get().portSearch()) {
            case RANDOM ->
                Fact.of(
                        "kernel",
                        Fact.Level.NOTE,
                        release + ": a source port that is taken is replaced by one found from a random start",
                        "only clients that use the same source port at the same instant race, not clients whose "
                                + "ports the"
                                + " kernel chose",
                        "reproduce with equal source ports (lockstep); ordinary traffic loses few SYNs");
            case SHARED ->
                Fact.of(
                        "kernel",
                        Fact.Level.NOTE,
                        release + ": a source port that is taken is replaced by the next of a row that all CPUs share",
                        "where a rule keeps ports, clients race whatever their source ports are, the more the more "
                                + "CPUs there"
                                + " are",
                        "a kernel of 5.0 or later (or 4.9.300, or a late 4.14), or fully-random in the rules");
            case UNKNOWN ->
                Fact.of(
                        "kernel",
                        Fact.Level.UNKNOWN,
                        release
                                + ": a source port that is taken is replaced by one found from a random start in "
                                + "late releases of"
                                + " 4.14, and by the next of a row that all CPUs share in earlier ones",
                        "in the earlier ones, clients race whatever their source ports are",
                        "a kernel of 5.0 or later, or fully-random in the rules, if in doubt");
        };
    }

    private static Fact source(Findings.Counters counters) {
        if (counters.stats().isEmpty()) {
            return Fact.of(
                    "counters",
                    Fact.Level.UNKNOWN,
                    counters.refusal(),
                    "insert_failed, the proof of the race, cannot be read here",
                    "remove one of the reasons above, then conntrack-probe show");
        }
        CounterSource source = counters.stats().get().source();
        return source == CounterSource.PROCFS
                ? Fact.of(
                        "counters",
                        Fact.Level.GOOD,
                        "the counters are in /proc/net/stat/nf_conntrack",
                        "anybody may read them, and those of any process's namespace",
                        "nothing")
                : Fact.of(
                        "counters",
                        Fact.Level.NOTE,
                        counters.procfsRefusal(),
                        "the counters come from " + source.label() + ", which needs CAP_NET_ADMIN",
                        "run the probe as root; exporters that read procfs show nothing on this host");
    }

    private static Fact elsewhere(List<String> names) {
        String some = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        return Fact.of(
                "namespaces",
                Fact.Level.NOTE,
                names.size() + (names.size() == 1 ? " other network namespace was" : " other network namespaces were")
                        + " not looked into: " + some + (names.size() > NAMED ? " and others" : ""),
                "each has rules and counters of its own (routers of OpenStack, containers, pods)",
                "conntrack-probe doctor --netns NAME, --pid PID or --container NAME where clients are translated "
                        + "there");
    }
}
