package io.github.snatrace.examples.prove;

import java.util.List;

/**
 * What was proven on this machine.
 *
 * @param kernel the release of its kernel
 * @param clients how many clients there were
 * @param prices what the cure costs towards a server in TIME_WAIT, if that was asked for
 */
record Proof(String kernel, int clients, List<ProofCase> cases, List<CurePrice> prices) {
    Proof {
        cases = List.copyOf(cases);
        prices = List.copyOf(prices);
    }

    /** Says whether flows stood side by side in every case. */
    boolean isHeld() {
        return cases.stream().noneMatch(each -> each.verdict() == ProofVerdict.NOT_HELD);
    }

    /** Says whether nobody loses anything under any of the rules. */
    boolean isSafe() {
        return cases.stream().allMatch(each -> each.verdict().isSafe());
    }
}
