package io.github.snatrace.doctor;

import io.github.snatrace.doctor.rules.NatRule;
import io.github.snatrace.doctor.rules.RuleChain;
import io.github.snatrace.doctor.rules.RuleWalk;
import io.github.snatrace.doctor.rules.RulesText;
import io.github.snatrace.doctor.rules.Ruleset;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.KernelRelease;
import io.github.snatrace.host.TextFormatException;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Says in plain words what matters for the race on a host. Reads only. */
public final class Doctor {
    private Doctor() {}

    /**
     * Looks at a network namespace of {@code host} and returns what matters there, the most important first.
     *
     * @param kernel the release to judge by, in place of the host's own
     * @throws IOException if there is no such namespace
     */
    public static List<Fact> examine(Host host, NetworkNamespace namespace, Optional<String> kernel)
            throws IOException {
        Findings findings = Findings.of(host, namespace);
        return conclude(kernel.map(findings::withKernel).orElse(findings));
    }

    /**
     * Returns what matters in rules of any host, and of no other thing of it.
     *
     * @param texts the rules by the name of their file
     * @param kernel the release of that host, when it is known
     * @throws TextFormatException if a text holds no rules; the message names it
     */
    public static List<Fact> read(Map<String, String> texts, Optional<String> kernel) {
        List<RuleChain> chains = new ArrayList<>();
        List<HostRules.Gap> gaps = new ArrayList<>();
        boolean excerpt = true;
        for (Map.Entry<String, String> text : texts.entrySet()) {
            Ruleset rules;
            try {
                rules = RulesText.parse(text.getValue());
            } catch (TextFormatException e) {
                throw new TextFormatException(text.getKey() + ": " + e.getMessage());
            }
            chains.addAll(rules.chains());
            excerpt &= rules.excerpt();
            rules.gaps()
                    .forEach(gap -> gaps.add(new HostRules.Gap(
                            text.getKey() + ": " + gap, "print the rules again, whole, and give them all")));
        }
        return conclude(new Findings(
                kernel.orElse(""),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                new HostRules(chains, gaps, excerpt || isScript(chains), ""),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty()));
    }

    /** Returns whether no base chain has a rule: then the jumps to the other chains are somewhere else. */
    private static boolean isScript(List<RuleChain> chains) {
        return chains.stream()
                .filter(chain -> chain.hook().isPresent())
                .allMatch(chain -> chain.rules().isEmpty());
    }

    /** Concludes from what was found. */
    static List<Fact> conclude(Findings findings) {
        Optional<KernelRelease> kernel = KernelRelease.parse(findings.kernel());
        List<NatRule> rules =
                RuleWalk.natRules(findings.rules().chains(), findings.rules().excerpt());
        List<RuleVerdict> verdicts =
                rules.stream().map(rule -> RuleVerdict.of(rule, rules, kernel)).toList();
        List<Fact> facts = new ArrayList<>();
        facts.addAll(RuleFacts.of(findings, verdicts, kernel));
        facts.addAll(CounterFacts.of(findings, verdicts, kernel));
        facts.addAll(ListenerFacts.of(findings));
        facts.addAll(DnsFacts.of(findings, kernel));
        facts.addAll(HostFacts.of(findings, kernel));
        facts.addAll(PriceFacts.of(findings, verdicts, kernel));
        facts.sort(Comparator.comparing(Fact::level));
        return facts;
    }
}
