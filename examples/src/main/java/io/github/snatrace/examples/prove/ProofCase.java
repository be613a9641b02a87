package io.github.snatrace.examples.prove;

import io.github.snatrace.hold.Fate;
import io.github.snatrace.hold.HeldRivals;
import java.util.Optional;

/**
 * What came of one rule and one way to meet.
 *
 * @param rule the rule, as the results call it
 * @param pairs how many pairs, or groups of one flow of each client, were started
 * @param held how many of them stood side by side, whatever their tuples
 * @param collided how many packets found their tuple taken by one before them
 * @param lost how many flows came to nothing, by what the clients saw
 * @param insertFailed how many entries the router could not insert meanwhile, by its own count
 * @param clashResolved how many clashes it resolved, by its own count
 * @param example the first that stood side by side, one that lost a packet if there is any
 */
record ProofCase(
        String rule,
        Meeting meeting,
        int pairs,
        long held,
        long collided,
        long lost,
        long insertFailed,
        long clashResolved,
        Optional<HeldRivals> example) {

    ProofVerdict verdict() {
        if (held == 0) {
            return ProofVerdict.NOT_HELD;
        }
        if (lost > 0 || insertFailed > 0) {
            return ProofVerdict.COLLIDES;
        }
        return collided > 0 ? ProofVerdict.RESOLVED : ProofVerdict.SAFE;
    }

    /** Says whether clients, queue and router agree: for TCP each of them counts every collision, and nothing else. */
    boolean agrees() {
        return switch (meeting.protocol()) {
            case TCP -> lost == collided && insertFailed == collided;
            case UDP -> lost <= collided;
        };
    }

    /** Returns which of two examples says more. */
    static HeldRivals telling(Optional<HeldRivals> known, HeldRivals next) {
        return known.filter(example -> example.count(Fate.LOST) > 0 || next.count(Fate.LOST) == 0)
                .orElse(next);
    }
}
