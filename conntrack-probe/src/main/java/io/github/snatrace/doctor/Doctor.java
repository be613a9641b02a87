package io.github.snatrace.doctor;

import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.conntrack.CounterSource;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.KernelRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says in plain words what matters for the race on a host. Reads only. */
public final class Doctor {
    private static final double NEARLY_FULL = 0.8;
    private static final long WITHOUT_RANDOM_OFFSET = 2;

    private Doctor() {}

    /** Looks at {@code host} and returns what matters there, the kernel first. */
    public static List<Fact> examine(Host host) {
        return conclude(Findings.of(host));
    }

    /** Concludes from what was found. */
    static List<Fact> conclude(Findings findings) {
        List<Fact> facts = new ArrayList<>();
        Optional<KernelRelease> kernel = KernelRelease.parse(findings.kernel());
        facts.add(kernel(findings, kernel));
        facts.add(source(findings));
        findings.counters().ifPresent(counters -> {
            facts.add(insertions(counters));
            table(findings, counters).ifPresent(facts::add);
        });
        rules(findings, kernel, facts);
        timestamps(findings, kernel).ifPresent(facts::add);
        return facts;
    }

    private static Fact kernel(Findings findings, Optional<KernelRelease> kernel) {
        if (kernel.isEmpty()) {
            return new Fact(
                    "kernel",
                    Fact.Level.UNKNOWN,
                    "the kernel's release cannot be read",
                    "what NAT does with a port that is taken is not known",
                    "compare uname -r with the table of the README");
        }
        String release = "kernel " + findings.kernel();
        return switch (kernel.get().portSearch()) {
            case RANDOM ->
                new Fact(
                        "kernel",
                        Fact.Level.NOTE,
                        release + ": a source port that is taken is replaced by one found from a random start",
                        "only clients that use the same source port at the same instant race, not clients whose ports the kernel chose",
                        "reproduce with equal source ports (lockstep); ordinary traffic loses few SYNs");
            case SHARED ->
                new Fact(
                        "kernel",
                        Fact.Level.PROBLEM,
                        release + ": a source port that is taken is replaced by the next of a row that all CPUs share",
                        "clients race whatever their source ports are, more so the more CPUs there are",
                        "a kernel of 5.0 or later (or 4.9.300, or a late 4.14), or fully-random in the rules below");
            case UNKNOWN ->
                new Fact(
                        "kernel",
                        Fact.Level.UNKNOWN,
                        release
                                + ": a source port that is taken is replaced by one found from a random start in late releases of 4.14,"
                                + " and by the next of a row that all CPUs share in earlier ones",
                        "in the earlier ones, clients race whatever their source ports are",
                        "a kernel of 5.0 or later, or fully-random in the rules below, if in doubt");
        };
    }

    private static Fact source(Findings findings) {
        if (findings.counters().isEmpty()) {
            return new Fact(
                    "counters",
                    Fact.Level.UNKNOWN,
                    findings.countersRefusal(),
                    "insert_failed, the proof of the race, cannot be read here",
                    "remove one of the reasons above, then conntrack-probe show");
        }
        CounterSource source = findings.counters().get().source();
        return source == CounterSource.PROCFS
                ? new Fact(
                        "counters",
                        Fact.Level.GOOD,
                        "the counters are in /proc/net/stat/nf_conntrack",
                        "anybody may read them, and those of any process's namespace",
                        "nothing")
                : new Fact(
                        "counters",
                        Fact.Level.NOTE,
                        findings.procfsRefusal(),
                        "the counters come from " + source.label() + ", which needs CAP_NET_ADMIN",
                        "run the probe as root; exporters that read procfs show nothing on this host");
    }

    private static Fact insertions(ConntrackStats counters) {
        long failed = counters.total(Counter.INSERT_FAILED).orElse(0);
        long chains = counters.total(Counter.CHAINLENGTH).orElse(0);
        String found = counters.total(Counter.FOUND).isPresent()
                ? "; NAT found a port taken " + counters.total(Counter.FOUND).getAsLong() + " times"
                : "";
        if (failed - chains <= 0) {
            return new Fact(
                    "race",
                    Fact.Level.GOOD,
                    "no insertion was lost in this namespace so far" + found,
                    "the race has cost no connection here since the counters started",
                    "nothing; look where SNAT happens (host or router), not in a pod");
        }
        return new Fact(
                "race",
                Fact.Level.PROBLEM,
                String.format(
                        Locale.ROOT,
                        "insert_failed is %d, %d of them chains that were too long%s",
                        failed,
                        chains,
                        found),
                "up to " + (failed - chains)
                        + " SYNs were lost to the race since the counters started, a second each or a timeout",
                "conntrack-probe watch shows whether it goes on");
    }

    private static Optional<Fact> table(Findings findings, ConntrackStats counters) {
        long drop = counters.total(Counter.DROP).orElse(0);
        long clashes = counters.total(Counter.INSERT_FAILED).orElse(0)
                - counters.total(Counter.CHAINLENGTH).orElse(0);
        long full = Math.max(0, drop - Math.max(0, clashes));
        long evicted = counters.total(Counter.EARLY_DROP).orElse(0);
        if (counters.entries().isEmpty() || findings.maxEntries().orElse(0) <= 0) {
            return Optional.empty();
        }
        long entries = counters.entries().getAsLong();
        long most = findings.maxEntries().getAsLong();
        double use = (double) entries / most;
        String fact = String.format(
                Locale.ROOT,
                "the connection tracking table holds %d of %d entries (%.1f %%); it dropped %d packets and evicted %d entries for being full",
                entries,
                most,
                100 * use,
                full,
                evicted);
        if (use >= NEARLY_FULL || full > 0 || evicted > 0) {
            return Optional.of(
                    new Fact(
                            "table",
                            Fact.Level.PROBLEM,
                            fact,
                            "a full table drops SYNs, which looks like the race from outside",
                            "raise net.netfilter.nf_conntrack_max, or shorten the timeouts of net.netfilter.nf_conntrack_tcp_timeout_*"));
        }
        return Optional.of(new Fact("table", Fact.Level.GOOD, fact, "it is not what loses connections", "nothing"));
    }

    private static void rules(Findings findings, Optional<KernelRelease> kernel, List<Fact> facts) {
        for (String refusal : findings.rulesRefusals()) {
            facts.add(new Fact(
                    "rules",
                    Fact.Level.UNKNOWN,
                    "the NAT rules cannot be read: " + refusal,
                    "whether they choose ports at random is not known",
                    "run conntrack-probe doctor as root on the host that translates"));
        }
        if (findings.rules().isEmpty() && findings.rulesRefusals().isEmpty()) {
            facts.add(new Fact(
                    "rules",
                    Fact.Level.NOTE,
                    "no rule of nft or iptables translates source addresses in this namespace",
                    "there is no SNAT here, so no race",
                    "look where the clients' addresses are translated: the host, a gateway, the cloud"));
        }
        for (NatRule rule : findings.rules()) {
            facts.add(rule(
                    rule,
                    kernel.map(KernelRelease::portSearch)
                            .filter(KernelRelease.PortSearch.RANDOM::equals)
                            .isPresent()));
        }
    }

    private static Fact rule(NatRule rule, boolean alike) {
        String where = rule.tool() + ": table " + rule.table() + ", chain " + rule.chain() + ", rule " + rule.rule();
        String action = rule.action();
        if (rule.ports().isEmpty()) {
            return new Fact(
                    "rules",
                    Fact.Level.UNKNOWN,
                    where + ": made by iptables, whose options nft does not tell",
                    "whether it chooses ports at random is not known",
                    "install iptables-save, or look with iptables -t nat -S " + rule.chain());
        }
        String flag = rule.tool().equals("nft") ? "fully-random" : "--random-fully";
        return switch (rule.ports().get()) {
            case FULLY_RANDOM ->
                new Fact(
                        "rules",
                        Fact.Level.GOOD,
                        where + ": " + action + " chooses ports at random (" + flag + ")",
                        "the race is rare; it is not gone",
                        "nothing; for the price of it see below");
            case RANDOM ->
                new Fact(
                        "rules",
                        alike ? Fact.Level.GOOD : Fact.Level.NOTE,
                        where + ": " + action + " chooses ports at random (random)",
                        alike
                                ? "the race is rare; on this kernel random and fully-random behave alike"
                                : "the race is rarer than without, but more frequent than with " + flag,
                        alike ? "nothing; for the price of it see below" : "use " + flag + " instead");
            case KEPT ->
                new Fact(
                        "rules",
                        Fact.Level.PROBLEM,
                        where + ": " + action + " keeps the clients' ports, without " + flag,
                        "clients that use the same port at the same instant lose SYNs: the race",
                        rule.tool().equals("nft")
                                ? "nft -a list chain " + rule.table() + " " + rule.chain() + ", then nft replace rule "
                                        + rule.table() + " " + rule.chain() + " " + rule.rule() + " with " + flag
                                        + " at its end"
                                : "the same rule with " + flag + " at its end");
        };
    }

    private static Optional<Fact> timestamps(Findings findings, Optional<KernelRelease> kernel) {
        if (kernel.isEmpty()) {
            return Optional.empty();
        }
        boolean rewrites = findings.rules().stream()
                .flatMap(rule -> rule.ports().stream())
                .anyMatch(ports -> ports != NatRule.Ports.KEPT);
        if (!kernel.get().hasPortsInTimestamps()) {
            return Optional.of(new Fact(
                    "timestamps",
                    Fact.Level.GOOD,
                    "TCP timestamps do not depend on ports on this kernel (6.12.94, 6.18.17, 7.0 and later; vendors may differ)",
                    "fully-random has no price of its own here",
                    "nothing"));
        }
        String fact = "TCP timestamps depend on ports since 6.12.94, 6.18.17 and 7.0";
        if (findings.timestamps().orElse(1) == WITHOUT_RANDOM_OFFSET) {
            return Optional.of(new Fact(
                    "timestamps",
                    Fact.Level.GOOD,
                    fact + ", but net.ipv4.tcp_timestamps is 2 here: they have no offset",
                    "fully-random has no price of its own for clients of this namespace",
                    "nothing; clients in namespaces of their own need it there"));
        }
        return Optional.of(new Fact(
                "timestamps",
                rewrites ? Fact.Level.PROBLEM : Fact.Level.NOTE,
                fact + (rewrites ? ", and rules above rewrite ports" : ""),
                "SNAT that rewrites ports (random, fully-random) shows a server in TIME_WAIT timestamps that go backwards; it rejects"
                        + " such a SYN (its PAWSTimewait), which looks like the race: the cure is then the cause",
                "net.ipv4.tcp_timestamps=2 in the clients' namespaces, or close from the client's side"));
    }
}
