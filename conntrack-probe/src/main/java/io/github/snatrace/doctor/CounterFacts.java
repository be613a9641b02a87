package io.github.snatrace.doctor;

import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.TrackingLosses;
import io.github.snatrace.host.KernelRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Words for what the counters say, read as this kernel counts. */
final class CounterFacts {
    /** Losses up to this many since the counters started are worth a note only. */
    private static final long HARDLY_ANY = 10;

    private final ConntrackStats counters;
    private final TrackingLosses losses;
    private final List<RuleVerdict> rules;
    private final Findings findings;

    private CounterFacts(ConntrackStats counters, TrackingLosses losses, List<RuleVerdict> rules, Findings findings) {
        this.counters = counters;
        this.losses = losses;
        this.rules = rules;
        this.findings = findings;
    }

    static List<Fact> of(Findings findings, List<RuleVerdict> rules, Optional<KernelRelease> kernel) {
        return findings.counters()
                .flatMap(Findings.Counters::stats)
                .flatMap(stats ->
                        stats.losses(kernel).map(losses -> new CounterFacts(stats, losses, rules, findings).facts()))
                .orElse(List.of());
    }

    private List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        facts.add(insertions());
        if (losses.chainTooLong() > 0) {
            facts.add(chains());
        }
        table().ifPresent(facts::add);
        return facts;
    }

    private String found() {
        return losses.portsInUse().isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; NAT found a port taken %,d times",
                        losses.portsInUse().getAsLong());
    }

    private Fact insertions() {
        long lost = losses.clashes();
        if (lost == 0) {
            long resolved = losses.resolved();
            return Fact.of(
                    "race",
                    Fact.Level.GOOD,
                    (resolved > 0
                                    ? String.format(
                                            Locale.ROOT,
                                            "%,d insertions clashed and were resolved (UDP), none was lost",
                                            resolved)
                                    : "no insertion was lost to a clash in this namespace so far")
                            + found(),
                    "the race has cost no connection here since the counters started",
                    "nothing; look where SNAT happens (host or router), not in a pod");
        }
        String many = lost == 1 ? "1 insertion was lost" : String.format(Locale.ROOT, "%,d insertions were lost", lost);
        boolean translates = !rules.isEmpty();
        boolean known = findings.rules().gaps().isEmpty();
        if (!translates && known && losses.areUntranslated()) {
            return Fact.of(
                    "race",
                    lost > HARDLY_ANY ? Fact.Level.PROBLEM : Fact.Level.NOTE,
                    many
                            + " without any translation (found 0, no NAT rule): packets of one and the same flow met "
                            + "on two CPUs",
                    "this is no SNAT race, and fully-random cannot help",
                    "look for packets that come twice, and for programs that send their first packets from several "
                            + "threads at"
                            + " once (UDP, DNS)");
        }
        boolean races = rules.stream().anyMatch(RuleVerdict::isProblem);
        boolean cured = translates
                && known
                && !races
                && rules.stream().noneMatch(rule -> rule.outcome() == RuleVerdict.Outcome.UNTOLD);
        boolean note = races || cured || lost <= HARDLY_ANY;
        return Fact.of(
                "race",
                note ? Fact.Level.NOTE : Fact.Level.PROBLEM,
                many + " since the counters started" + found(),
                (lost == 1
                                ? "it cost a packet: a second of waiting if that was a SYN"
                                : "each cost a packet: a second of waiting if it was a SYN, or a timeout; UDP and "
                                        + "DNAT count"
                                        + " here as well")
                        + (cured ? "; with the rules as they are now, it should not go on" : ""),
                "conntrack-probe watch shows whether it goes on");
    }

    private Fact chains() {
        return Fact.of(
                "chains",
                Fact.Level.PROBLEM,
                String.format(
                        Locale.ROOT,
                        "%,d packets were dropped because their hash chains were too long (chainlength, insert_failed)",
                        losses.chainTooLong()),
                "the table has too few buckets for its entries; it looks like the race, and is none",
                "raise net.netfilter.nf_conntrack_buckets (/sys/module/nf_conntrack/parameters/hashsize), and"
                        + " nf_conntrack_max with it");
    }

    private Optional<Fact> table() {
        if (counters.entries().isEmpty() || findings.maxEntries().orElse(0) <= 0) {
            return Optional.empty();
        }
        long entries = counters.entries().getAsLong();
        long most = findings.maxEntries().getAsLong();
        long evicted = losses.evicted();
        long beyond = losses.beyond();
        String held = String.format(
                Locale.ROOT,
                "the connection tracking table holds %,d of %,d entries (%.1f %%)",
                entries,
                most,
                100.0 * entries / most);
        if (TrackingLosses.isNearlyFull(entries, most) || evicted > HARDLY_ANY) {
            return Optional.of(Fact.of(
                    "table",
                    Fact.Level.PROBLEM,
                    held
                            + String.format(
                                    Locale.ROOT,
                                    "; it dropped %,d packets and evicted %,d entries for being full",
                                    beyond,
                                    evicted),
                    "a full table drops SYNs, and an entry that is evicted between SYN and ACK breaks its handshake: "
                            + "it looks like"
                            + " the race from outside",
                    "raise net.netfilter.nf_conntrack_max, or shorten net.netfilter.nf_conntrack_tcp_timeout_*"));
        }
        if (beyond == 0 && evicted == 0) {
            boolean chains = losses.chainTooLong() > 0;
            return Optional.of(Fact.of(
                    "table",
                    Fact.Level.GOOD,
                    held + (chains ? "" : "; none was refused or evicted for being full"),
                    chains ? "it is not full; its chains are too long, see there" : "it is not what loses connections",
                    "nothing"));
        }
        return Optional.of(Fact.of(
                "table",
                beyond > HARDLY_ANY ? Fact.Level.UNKNOWN : Fact.Level.NOTE,
                String.format(
                        Locale.ROOT,
                        "%,d packets were dropped by connection tracking, why is not in these counters; %s, "
                                + "early_drop %,d",
                        beyond,
                        held.replace("the connection tracking table", "the table"),
                        evicted),
                evicted == 0
                        ? "a table that is not full, and early_drop 0, speak against its having been full"
                        : "it was full once",
                "dmesg says nf_conntrack: table full, if it was full; otherwise a helper or a packet that "
                        + "could not be tracked"));
    }
}
