package io.github.snatrace.doctor.rules;

import java.util.List;
import java.util.OptionalLong;

/**
 * A rule of a chain.
 *
 * @param number its place in the chain, from 1; 0 when it cannot be known
 * @param handle nft's name for it
 * @param text what it says, in its tool's words, without chain, handle and counters of packets
 * @param exact whether {@code text} can be given to the tool as it is
 * @param comment its comment, empty when it has none
 * @param matches which packets it takes: all of them must hold
 * @param effect what it does with them
 */
public record ChainRule(
        int number,
        OptionalLong handle,
        String text,
        boolean exact,
        String comment,
        List<RuleMatch> matches,
        RuleEffect effect) {

    /** Copies the list. */
    public ChainRule {
        matches = List.copyOf(matches);
    }
}
