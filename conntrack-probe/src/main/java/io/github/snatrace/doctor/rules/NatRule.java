package io.github.snatrace.doctor.rules;

import java.util.List;
import java.util.Optional;

/**
 * A rule that translates source addresses, with the way to it.
 *
 * @param chain its chain
 * @param rule the rule
 * @param translation what it does; untold where the text does not say
 * @param path the rules that jump to its chain, the first one in a base chain
 * @param conditions everything that holds for a packet that it translates
 * @param obstacle why none comes to it; empty when some may
 * @param assumed whether its chain is taken for one that is jumped to although nothing in the text does
 * @param oneClient whether all its packets come from one client
 */
public record NatRule(
        RuleChain chain,
        ChainRule rule,
        Translation translation,
        List<Step> path,
        List<RuleMatch> conditions,
        Optional<Obstacle> obstacle,
        boolean assumed,
        boolean oneClient) {

    /**
     * A jump on the way to a rule.
     *
     * @param chain where from
     * @param rule the rule that jumps
     */
    public record Step(RuleChain chain, ChainRule rule) {}

    /** Copies the lists. */
    public NatRule {
        path = List.copyOf(path);
        conditions = List.copyOf(conditions);
    }

    /** Returns whether only packets of protocols that have ports come to it, or of any. */
    public boolean hasPorts() {
        List<RuleMatch> protocols = conditions.stream()
                .filter(match -> match.field().equals(RuleMatch.PROTOCOL))
                .toList();
        return protocols.stream()
                .allMatch(match -> match.negated()
                        ? !match.values().containsAll(List.of("tcp", "udp"))
                        : match.values().stream().anyMatch(NatRule::isWithPorts));
    }

    /** Returns whether packets of {@code protocol}, such as tcp, may come to it. */
    public boolean takes(String protocol) {
        return conditions.stream()
                .filter(match -> match.field().equals(RuleMatch.PROTOCOL))
                .allMatch(match -> match.values().contains(protocol) != match.negated());
    }

    private static boolean isWithPorts(String protocol) {
        return List.of("tcp", "udp", "sctp", "dccp", "udplite").contains(protocol);
    }

    /** Returns whether its packets are known to leave from one source port only. */
    public boolean hasOneSourcePort() {
        return conditions.stream()
                .anyMatch(match -> match.field().equals(RuleMatch.SOURCE_PORT)
                        && !match.negated()
                        && match.values().size() == 1
                        && PortChoice.parse(match.values().get(0))
                                .filter(PortChoice::isOne)
                                .isPresent());
    }

    /** Returns whether its packets go back to the client that they come from. */
    public boolean isHairpin() {
        return conditions.stream()
                .anyMatch(match -> match.isOneSource()
                        && conditions.contains(new RuleMatch(RuleMatch.DESTINATION, false, match.values())));
    }

    /** Returns whether its packets never leave the machine. */
    public boolean isLoopback() {
        return conditions.stream().filter(match -> !match.negated()).anyMatch(match -> switch (match.field()) {
            case RuleMatch.SOURCE, RuleMatch.DESTINATION ->
                match.values().stream()
                        .allMatch(value -> value.startsWith("127.") || value.equals("::1/128") || value.equals("::1"));
            case RuleMatch.OUT -> match.values().equals(List.of("lo"));
            default -> false;
        });
    }
}
