package io.github.snatrace.doctor;

import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.host.KernelRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Words for what the counters say, read as this kernel counts. */
final class CounterFacts {
    private static final double NEARLY_FULL = 0.8;
    /** Losses up to this many since the counters started are worth a note only. */
    private static final long HARDLY_ANY = 10;

    private final ConntrackStats counters;
    private final Optional<KernelRelease> kernel;
    private final List<RuleVerdict> rules;
    private final Findings findings;

    private CounterFacts(
            ConntrackStats counters, Optional<KernelRelease> kernel, List<RuleVerdict> rules, Findings findings) {
        this.counters = counters;
        this.kernel = kernel;
        this.rules = rules;
        this.findings = findings;
    }

    static List<Fact> of(Findings findings, List<RuleVerdict> rules, Optional<KernelRelease> kernel) {
        return findings.counters()
                .flatMap(Findings.Counters::stats)
                .map(stats -> new CounterFacts(stats, kernel, rules, findings).facts())
                .orElse(List.of());
    }

    private List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        facts.add(insertions());
        if (total(Counter.CHAINLENGTH) > 0) {
            facts.add(chains());
        }
        table().ifPresent(facts::add);
        return facts;
    }

    private long total(Counter counter) {
        return counters.total(counter).orElse(0);
    }

    /** Returns insertions that were lost, without those whose chain was too long. */
    private long clashes() {
        return Math.max(0, total(Counter.INSERT_FAILED) - total(Counter.CHAINLENGTH));
    }

    /** Returns whether these counters are counted as kernels up to 4.8 do, where {@code found} is every look-up. */
    private boolean foundIsLookups() {
        return total(Counter.NEW) > 0
                || kernel.filter(release -> !release.isAtLeast(4, 9)).isPresent();
    }

    /** Returns whether a clash moves {@code drop} as well: not before 4.7. */
    private boolean dropHasClashes() {
        return kernel.map(release -> release.isAtLeast(4, 7)).orElse(!foundIsLookups() || total(Counter.DROP) > 0);
    }

    /**
     * Returns clashes that cost a packet: 4.7 to 5.9 count those among them that were resolved, and drop only the
     * others.
     */
    private long lost() {
        boolean resolvedToo = kernel.filter(release -> release.isAtLeast(4, 7) && !release.isAtLeast(5, 10))
                .isPresent();
        return resolvedToo ? Math.min(clashes(), total(Counter.DROP)) : clashes();
    }

    private String found() {
        return foundIsLookups() || counters.total(Counter.FOUND).isEmpty()
                ? ""
                : String.format(Locale.ROOT, "; NAT found a port taken %,d times", total(Counter.FOUND));
    }

    private Fact insertions() {
        long lost = lost();
        if (lost == 0) {
            long resolved = clashes();
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
        if (!translates && known && !foundIsLookups() && total(Counter.FOUND) == 0) {
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
                        total(Counter.CHAINLENGTH)),
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
        double use = (double) entries / most;
        long evicted = total(Counter.EARLY_DROP);
        long beyond = Math.max(0, total(Counter.DROP) - (dropHasClashes() ? clashes() : 0));
        String held = String.format(
                Locale.ROOT,
                "the connection tracking table holds %,d of %,d entries (%.1f %%)",
                entries,
                most,
                100 * use);
        if (use >= NEARLY_FULL || evicted > HARDLY_ANY) {
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
            boolean chains = total(Counter.CHAINLENGTH) > 0;
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
