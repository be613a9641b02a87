package io.github.snatrace.doctor;

import io.github.snatrace.doctor.rules.ChainRule;
import io.github.snatrace.doctor.rules.NatRule;
import io.github.snatrace.doctor.rules.Obstacle;
import io.github.snatrace.doctor.rules.PortChoice;
import io.github.snatrace.doctor.rules.RuleChain;
import io.github.snatrace.doctor.rules.RuleTable;
import io.github.snatrace.doctor.rules.Translation;
import io.github.snatrace.host.KernelRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Words for what was found out about the rules that translate: one fact for each, and one for each gap. */
final class RuleFacts {
    private static final String TOPIC = "rules";
    /** As many as nobody speaks of. */
    private static final int MANY_PORTS = 16384;

    private static final String UNKNOWN_OWNER = "unknown";
    private static final String OPEN_VSWITCH = "ovs-system|br-int|genev_sys_\\d+|ovn-k8s-.*";

    private final Owners owners = Owners.known();
    private final Findings findings;
    private final Optional<KernelRelease> kernel;

    private RuleFacts(Findings findings, Optional<KernelRelease> kernel) {
        this.findings = findings;
        this.kernel = kernel;
    }

    static List<Fact> of(Findings findings, List<RuleVerdict> verdicts, Optional<KernelRelease> kernel) {
        RuleFacts words = new RuleFacts(findings, kernel);
        List<Fact> facts = new ArrayList<>();
        verdicts.forEach(verdict -> facts.add(words.fact(verdict)));
        findings.rules().gaps().forEach(gap -> facts.add(words.gap(gap)));
        if (verdicts.isEmpty()) {
            facts.addAll(words.none());
        }
        return facts;
    }

    private Fact gap(HostRules.Gap gap) {
        return Fact.of(
                TOPIC,
                Fact.Level.UNKNOWN,
                "not known: " + gap.what(),
                "whether rules there translate source addresses, and how, is not known",
                gap.advice());
    }

    private List<Fact> none() {
        boolean switched = findings.interfaces().stream().anyMatch(name -> name.matches(OPEN_VSWITCH));
        List<Fact> facts = new ArrayList<>();
        boolean whole = findings.rules().gaps().isEmpty();
        if (whole && findings.counters().isPresent() && !switched) {
            facts.add(Fact.of(
                    TOPIC,
                    Fact.Level.NOTE,
                    "no rule of nft, iptables or ip6tables, in either of their tables, translates source addresses "
                            + "in this"
                            + " network namespace",
                    "there is no SNAT here, so no race",
                    "look where the clients' addresses are translated: the host, a gateway, the cloud"));
        } else if (whole) {
            facts.add(Fact.of(
                    TOPIC,
                    Fact.Level.NOTE,
                    switched
                            ? "no rule of nft or iptables translates source addresses here, but Open vSwitch " + "may"
                            : "no rule in this text translates source addresses",
                    switched
                            ? "its SNAT is in flows, not in rules, and counts in the same connection "
                                    + "tracking counters"
                            : "other tables of that host may: nft, iptables, ip6tables and their legacy "
                                    + "tables are kept apart",
                    switched
                            ? "ovs-ofctl dump-flows br-int | grep 'ct(.*nat(src' shows them; OVN chooses "
                                    + "ports at random with"
                                    + " an external_port_range since 23.09 only"
                            : "give doctor --rules the output of nft list ruleset, iptables-save and "
                                    + "ip6tables-save as well"));
        }
        return facts;
    }

    private Fact fact(RuleVerdict verdict) {
        NatRule rule = verdict.rule();
        Optional<Owner> owner = owners.of(rule);
        boolean cured =
                verdict.outcome() == RuleVerdict.Outcome.RACES || verdict.outcome() == RuleVerdict.Outcome.RANDOM;
        Optional<Cure> cure = cured ? Cure.of(rule, findings.rules().prefix()) : Optional.empty();
        return new Fact(
                TOPIC,
                level(verdict.outcome()),
                place(rule.chain(), rule.rule())
                        + owner.map(it -> ", of " + it.name()).orElse("") + ": " + does(rule) + assumption(rule),
                consequence(verdict),
                advice(verdict, owner, cure),
                rule.rule().text(),
                owner.map(Owner::name).orElse(UNKNOWN_OWNER),
                cure.map(it -> List.of(it.command())).orElse(List.of()),
                cure.map(it -> List.of(it.undo())).orElse(List.of()));
    }

    private static Fact.Level level(RuleVerdict.Outcome outcome) {
        return switch (outcome) {
            case RACES, RACES_SILENTLY, ONE_PORT, PICKED_PORT, FEW -> Fact.Level.PROBLEM;
            case UNTOLD -> Fact.Level.UNKNOWN;
            case RANDOM, UNREACHED -> Fact.Level.NOTE;
            case RARE, OWN_PORTS, OWN_ADDRESS, ONE_CLIENT, NO_PORTS -> Fact.Level.GOOD;
        };
    }

    /** Returns how a rule is found again: nat POSTROUTING 3 of iptables, handle 7 of nft. */
    static String place(RuleChain chain, ChainRule rule) {
        RuleTable table = chain.table();
        if (table.isNft()) {
            return "nft " + table.family() + " " + table.name() + " " + chain.name()
                    + (rule.handle().isPresent() ? " handle " + rule.handle().getAsLong() : " rule " + rule.number());
        }
        return table.tool() + " " + table.name() + " " + chain.name()
                + (rule.number() > 0 ? " rule " + rule.number() : "");
    }

    private static String assumption(NatRule rule) {
        return rule.assumed() ? " (taken as if " + rule.chain().name() + " were jumped to: nothing here does)" : "";
    }

    private static String does(NatRule rule) {
        Translation translation = rule.translation();
        PortChoice ports = translation.ports();
        if (translation.mode().isEmpty()) {
            return translation.action() + ", its options are not told";
        }
        if (translation.mapping() == Translation.Mapping.ONE_TO_ONE) {
            return translation.action() + " one-to-one, each client to an address of its own";
        }
        return translation.action() + " "
                + switch (translation.mode().get()) {
                    case KEPT -> "keeps the clients' ports" + among(ports);
                    case RANDOM -> "chooses ports at random (random)" + among(ports);
                    case FULLY_RANDOM -> "chooses ports at random (fully-random)" + among(ports);
                };
    }

    private static String among(PortChoice ports) {
        return switch (ports.kind()) {
            case ANY -> "";
            case RANGE ->
                ports.isOne()
                        ? ", but has one port only: " + ports.text()
                        : ports.count() >= MANY_PORTS
                                ? " (" + ports.text() + ")"
                                : ", among " + ports.count() + " ports: " + ports.text();
            case PICKED -> ", but has one port for each connection (" + ports.text() + ")";
            case PER_CLIENT -> ", among ports of each client's own: " + ports.text();
        };
    }

    private String consequence(RuleVerdict verdict) {
        NatRule rule = verdict.rule();
        PortChoice ports = rule.translation().ports();
        return switch (verdict.outcome()) {
            case RACES ->
                (kernel.filter(release -> release.portSearch() == KernelRelease.PortSearch.SHARED)
                                        .isPresent()
                                ? "on this kernel clients lose " + lost(rule) + " whatever their ports: the race"
                                : "clients that use the same port at the same instant lose " + lost(rule)
                                        + ": the race")
                        + few(ports);
            case RACES_SILENTLY ->
                "kernels before 3.14 do not know fully-random and drop the option silently: it races as if it were "
                        + "not there";
            case ONE_PORT ->
                "a second connection to the same address and port is lost as long as the first is known, random or not";
            case PICKED_PORT ->
                "a connection whose port is taken to the same address and port is lost; random and fully-random "
                        + "cannot help:"
                        + " there is nothing to choose from";
            case FEW ->
                "runs out of ports at " + ports.count() + " connections to one address and port"
                        + (ports.kind() == PortChoice.Kind.PER_CLIENT ? " for each client" : "")
                        + "; all beyond are lost";
            case RANDOM ->
                "the race is rarer than without, but on kernels before 5.0 more frequent than with fully-random";
            case RARE -> "the race is rare; it is not gone" + few(ports);
            case OWN_PORTS ->
                "no two clients share a port: no race; each runs out at " + ports.count()
                        + " connections to one address and port";
            case OWN_ADDRESS -> "no two clients share an address: no race";
            case ONE_CLIENT -> "all its packets are of one client, which does not race with itself";
            case NO_PORTS -> "it translates neither TCP nor UDP: no race";
            case UNREACHED -> obstacle(rule.obstacle().orElseThrow());
            case UNTOLD -> "whether it chooses ports at random is not known";
        };
    }

    private static String few(PortChoice ports) {
        return ports.kind() == PortChoice.Kind.RANGE && ports.count() < MANY_PORTS
                ? "; it runs out of ports at " + ports.count() + " connections to one address and port"
                : "";
    }

    private static String obstacle(Obstacle obstacle) {
        String by = obstacle.rule()
                .flatMap(rule -> obstacle.chain().map(chain -> place(chain, rule)))
                .orElse("");
        return switch (obstacle.reason()) {
            case NOTHING_JUMPS -> "never reached: nothing jumps to its chain";
            case TAKEN -> "never reached: a rule before it takes the same packets, " + by;
            case PASSED -> "never reached: a rule before it lets the same packets pass, " + by;
        };
    }

    private static String lost(NatRule rule) {
        return rule.takes("tcp") ? "SYNs" : "UDP packets";
    }

    private String advice(RuleVerdict verdict, Optional<Owner> owner, Optional<Cure> cure) {
        return switch (verdict.outcome()) {
            case RACES, RANDOM -> cureAdvice(verdict.rule(), owner, cure);
            case RACES_SILENTLY -> "a kernel of 3.14 or later";
            case ONE_PORT, FEW ->
                "give the rule more ports, or more addresses; random options change nothing about their number";
            case PICKED_PORT -> "give the rule a range of ports to choose from, in place of one for each connection";
            case UNTOLD ->
                verdict.rule().chain().table().isNft()
                        ? "iptables-save (ip6tables-save for IPv6) shows the options; or iptables-nft-save, where "
                                + "iptables is the"
                                + " legacy one"
                        : "print it with the iptables-save that made the rule: this one does not know its revision";
            case RARE, OWN_PORTS, OWN_ADDRESS, ONE_CLIENT, NO_PORTS, UNREACHED -> "nothing";
        };
    }

    private String cureAdvice(NatRule rule, Optional<Owner> owner, Optional<Cure> cure) {
        String flag = rule.chain().table().isNft() ? "fully-random" : "--random-fully";
        String how = cure.isPresent()
                ? "replace it where it stands, with " + flag + ":"
                : "replace it where it stands, with " + flag + how(rule);
        return owner.map(it -> owned(it) + how).orElse(how);
    }

    private static String how(NatRule rule) {
        RuleTable table = rule.chain().table();
        return table.isNft()
                ? " right behind its masquerade or snat, before any comment; its handle: nft --handle list chain "
                        + table.family() + " " + table.name() + " "
                        + rule.chain().name()
                        + " (nft 1.0.6 crashes over replacing a rule with a set of ranges: add the new one behind "
                        + "it, then"
                        + " delete it)"
                : " at its end (" + table.tool() + " -t nat -R " + rule.chain().name()
                        + " NUMBER ...); its number and words: " + table.tool() + "-save, " + table.tool()
                        + " -t nat -L " + rule.chain().name() + " --line-numbers";
    }

    private static String owned(Owner owner) {
        StringBuilder text = new StringBuilder();
        if (!owner.knob().isEmpty()) {
            text.append(owner.knob()).append(". ");
        } else {
            text.append(owner.name()).append(" has no setting for it. ");
        }
        if (!owner.instead().isEmpty()) {
            text.append(owner.instead()).append(". ");
        }
        text.append(
                owner.writesAgain().isEmpty()
                        ? "Until it writes its rules again: "
                        : "It writes the rule again " + owner.writesAgain() + "; until then: ");
        return text.toString();
    }
}
