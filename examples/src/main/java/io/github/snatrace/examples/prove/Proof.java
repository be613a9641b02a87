package io.github.snatrace.examples.prove;

import java.util.List;

/**
 * What was proven on this machine.
 *
 * @param kernel the release of its kernel
 * @param clients how many clients there were
 * @param unmapped what of a host's rules the lab could not have
 * @param prices what the cure costs towards a server in TIME_WAIT, if that was asked for
 */
record Proof(String kernel, int clients, List<ProofCase> cases, List<CurePrice> prices, List<UnmappedRule> unmapped) {
    Proof {
        cases = List.copyOf(cases);
        prices = List.copyOf(prices);
        unmapped = List.copyOf(unmapped);
    }

    /** Returns the same proof of a host's rules, of which these could not be had. */
    Proof without(List<UnmappedRule> rules) {
        return new Proof(kernel, clients, cases, prices, rules);
    }

    /** Says whether there was a case, and flows stood side by side in every one. */
    boolean isHeld() {
        return !cases.isEmpty() && cases.stream().noneMatch(each -> each.verdict() == ProofVerdict.NOT_HELD);
    }

    /** Says whether nobody loses anything under any of the rules. */
    boolean isSafe() {
        return cases.stream().allMatch(each -> each.verdict().isSafe());
    }
}
