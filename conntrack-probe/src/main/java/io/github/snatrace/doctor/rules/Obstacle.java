package io.github.snatrace.doctor.rules;

import java.util.Optional;

/**
 * Why no packet comes to a rule.
 *
 * @param reason what keeps them away
 * @param chain the chain of the rule that takes them before
 * @param rule that rule
 */
public record Obstacle(Reason reason, Optional<RuleChain> chain, Optional<ChainRule> rule) {

    /** What keeps packets away from a rule. */
    public enum Reason {
        /** No base chain jumps to its chain, directly or through others. */
        NOTHING_JUMPS,
        /** A rule before translates or drops the same packets. */
        TAKEN,
        /** A rule before lets the same packets pass, or sends them back. */
        PASSED
    }
}
