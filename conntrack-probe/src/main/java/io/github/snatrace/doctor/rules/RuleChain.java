package io.github.snatrace.doctor.rules;

import java.util.List;
import java.util.Optional;

/**
 * A chain and its rules in order.
 *
 * @param table its table
 * @param name its name
 * @param hook where it hangs; empty for a chain that others jump to
 * @param rules its rules
 */
public record RuleChain(RuleTable table, String name, Optional<RuleHook> hook, List<ChainRule> rules) {

    /** Copies the list. */
    public RuleChain {
        rules = List.copyOf(rules);
    }
}
