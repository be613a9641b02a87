package io.github.snatrace.diagnosis;

import java.util.List;

/**
 * A cause that stalls connects by the loss of a SYN (or of its answer), and how many losses were counted.
 *
 * @param cause the cause
 * @param lost how many SYNs were lost to it, whosever they were
 * @param repeats whether it meets the SYN that is sent again as well, so that one connect may have lost several
 * @param leg where on the way they were lost
 * @param ceiling how sure it can be at best
 * @param evidence what was counted
 * @param advice what to do
 */
record Suspect(
        Cause cause, long lost, boolean repeats, Leg leg, Confidence ceiling, List<String> evidence, String advice) {

    /** Returns the same without {@code others} of the SYNs, which are accounted for. */
    Suspect without(long others) {
        return new Suspect(cause, Math.max(0, lost - others), repeats, leg, ceiling, evidence, advice);
    }

    /** Whether they may have been lost between the router's decision and the server's kernel. */
    boolean mayBeBetween() {
        return leg == Leg.BETWEEN || leg == Leg.ANYWHERE;
    }

    /** Where on the way from the client to the server and back. */
    enum Leg {
        /** Before the router had decided to forward it. */
        BEFORE,
        /** Between that decision and the server's kernel. */
        BETWEEN,
        /** In the server's kernel, or on the way back. */
        BEYOND,
        /** Nowhere: it came when nobody waited any more. */
        AFTER,
        /** Nobody knows. */
        ANYWHERE,
        /** Between, and no suspect counted it. */
        UNCOUNTED
    }
}
