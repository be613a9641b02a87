package io.github.snatrace.examples.prove;

import io.github.snatrace.doctor.rules.NatRule;
import io.github.snatrace.doctor.rules.PortChoice;
import io.github.snatrace.doctor.rules.RuleMatch;
import io.github.snatrace.doctor.rules.RuleWalk;
import io.github.snatrace.doctor.rules.RulesText;
import io.github.snatrace.doctor.rules.Ruleset;
import io.github.snatrace.doctor.rules.Translation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The rules of a real host that translate sources, before the router of the lab: their clients become the lab's
 * clients, the interfaces they leave by the lab's link to the server, and the addresses they give the router's own.
 *
 * @param rules those that the lab can have
 * @param unmapped what of them it cannot
 */
record HostRuleset(List<SourceRule> rules, List<UnmappedRule> unmapped) {
    /** What the lab's own addresses, links and connects stand for. */
    private static final Set<String> MAPPED = Set.of(
            RuleMatch.SOURCE,
            RuleMatch.DESTINATION,
            RuleMatch.IN,
            RuleMatch.OUT,
            RuleMatch.PROTOCOL,
            RuleMatch.FAMILY,
            RuleMatch.STATE,
            // What a rule before keeps from it is no condition of its own.
            "not kept by");

    HostRuleset {
        rules = List.copyOf(rules);
        unmapped = List.copyOf(unmapped);
    }

    /**
     * Reads rules in any form that the probe's doctor reads.
     *
     * @throws io.github.snatrace.host.TextFormatException if it is none of them
     */
    static HostRuleset parse(String text) {
        Ruleset ruleset = RulesText.parse(text);
        List<SourceRule> rules = new ArrayList<>();
        List<UnmappedRule> unmapped = new ArrayList<>();
        ruleset.gaps().forEach(gap -> unmapped.add(new UnmappedRule("", gap)));
        List<NatRule> all = RuleWalk.natRules(ruleset.chains(), ruleset.excerpt());
        for (NatRule rule : all) {
            String label = rule.chain().name() + ": " + rule.rule().text();
            Optional<String> obstacle = obstacle(rule, all);
            if (obstacle.isPresent()) {
                unmapped.add(new UnmappedRule(label, obstacle.get()));
                continue;
            }
            rule.conditions().stream()
                    .filter(match -> !MAPPED.contains(match.field()))
                    .forEach(match -> unmapped.add(new UnmappedRule(
                            label,
                            "left out: " + match.field() + (match.negated() ? " is not " : " ")
                                    + String.join(", ", match.values()))));
            rules.add(new SourceRule(
                    label,
                    isFor(rule, "ip", "ipv4") ? Optional.of(end(rule, "10.99.0.1")) : Optional.empty(),
                    isFor(rule, "ip6", "ipv6") ? Optional.of(end(rule, "[fd00:99::1]")) : Optional.empty()));
        }
        return new HostRuleset(rules, unmapped);
    }

    /** Returns the same rules, whose labels begin with this: which host they are of. */
    HostRuleset labelled(String host) {
        return new HostRuleset(
                rules.stream()
                        .map(rule -> new SourceRule(host + rule.label(), rule.inet(), rule.inet6()))
                        .toList(),
                unmapped.stream()
                        .map(rule -> new UnmappedRule(host + rule.rule(), rule.why()))
                        .toList());
    }

    /** The conditions of a rule do not tell the family any more: the rules on the way to it do. */
    private static boolean isFor(NatRule rule, String family, String protocol) {
        Stream<RuleMatch> matches = Stream.concat(
                rule.path().stream().flatMap(step -> step.rule().matches().stream()), rule.rule().matches().stream());
        return rule.chain().table().sees(family)
                && matches.filter(match -> match.field().equals(RuleMatch.FAMILY))
                        .allMatch(match -> match.values().contains(protocol) != match.negated());
    }

    /** Why no two clients of the lab can meet under it, empty if they can. */
    private static Optional<String> obstacle(NatRule rule, List<NatRule> all) {
        Translation translation = rule.translation();
        if (rule.obstacle().isPresent()) {
            return Optional.of(
                    switch (rule.obstacle().get().reason()) {
                        case NOTHING_JUMPS -> "nothing jumps to its chain";
                        case TAKEN -> "a rule before it takes its packets";
                        case PASSED -> "a rule before it lets its packets pass";
                    });
        }
        if (translation.mode().isEmpty()) {
            return Optional.of("the text does not tell its options");
        }
        if (rule.isLoopback()
                || rule.isHairpin()
                || (rule.oneClient() && (rule.hasOneSourcePort() || isAloneOnItsAddress(rule, all)))) {
            return Optional.of("it serves one client, which meets nobody");
        }
        if (translation.mapping() == Translation.Mapping.ONE_TO_ONE) {
            return Optional.of("each client has an address of its own, so that none meet");
        }
        if (!rule.hasPorts()) {
            return Optional.of("what it translates has no ports");
        }
        return switch (translation.ports().kind()) {
            case ANY, RANGE -> Optional.empty();
            case PICKED, PER_CLIENT -> Optional.of("its ports depend on a map, which the lab does not have");
        };
    }

    /** One client that shares its new address with others, or with the host itself, can meet them. */
    private static boolean isAloneOnItsAddress(NatRule rule, List<NatRule> all) {
        String to = rule.translation().to();
        return !to.isEmpty()
                && all.stream()
                        .noneMatch(other -> !other.equals(rule)
                                && other.obstacle().isEmpty()
                                && other.translation().to().equals(to));
    }

    /** The end of a rule of nft's that does the same with the lab's address. */
    private static String end(NatRule rule, String address) {
        Translation translation = rule.translation();
        PortChoice ports = translation.ports();
        String range =
                ports.kind() == PortChoice.Kind.ANY ? "" : ":" + ports.text().replace(':', '-');
        StringBuilder end = new StringBuilder();
        rule.conditions().stream()
                .filter(match -> match.field().equals(RuleMatch.PROTOCOL))
                .forEach(match -> end.append("meta l4proto ")
                        .append(match.negated() ? "!= { " : "{ ")
                        .append(String.join(", ", match.values()))
                        .append(" } "));
        if (translation.action().equals("masquerade")) {
            end.append("masquerade").append(range.isEmpty() ? "" : " to " + range);
        } else {
            end.append("snat to ").append(range.isEmpty() ? address.replaceAll("[\\[\\]]", "") : address + range);
        }
        return end
                + switch (translation.mode().orElseThrow()) {
                    case KEPT -> "";
                    case RANDOM -> " random";
                    case FULLY_RANDOM -> " fully-random";
                };
    }
}
