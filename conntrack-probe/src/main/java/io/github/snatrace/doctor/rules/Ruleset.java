package io.github.snatrace.doctor.rules;

import java.util.List;

/**
 * The rules that one text holds. Immutable.
 *
 * @param chains the chains in the order of the text
 * @param excerpt whether chains are not declared in it, as in the output of grep: then others may jump to them
 * @param gaps what is missing from it or could not be read, in words
 */
public record Ruleset(List<RuleChain> chains, boolean excerpt, List<String> gaps) {

    /** Copies the lists. */
    public Ruleset {
        chains = List.copyOf(chains);
        gaps = List.copyOf(gaps);
    }

    /**
     * Returns whether it holds a table that translates addresses: one of iptables called nat, or a base chain of nft of
     * type nat.
     */
    public boolean hasNat() {
        return chains.stream()
                .anyMatch(chain -> chain.table().name().equals("nat")
                        || chain.hook()
                                .filter(hook -> hook.type().equals("nat"))
                                .isPresent());
    }
}
