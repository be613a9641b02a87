package io.github.snatrace.examples.prove;

import io.github.snatrace.hold.Fate;
import io.github.snatrace.hold.HeldRivals;
import java.util.Optional;

/**
 * What came of one rule and one way to meet.
 *
 * @param rule the rule, as the results call it
 * @param pairs how many pairs, or groups of one flow of each client, were to be held
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

    /** Returns a case of which nothing is shown yet. */
    static ProofCase none(String rule, Meeting meeting, int pairs) {
        return new ProofCase(rule, meeting, pairs, 0, 0, 0, 0, 0, Optional.empty());
    }

    /** Returns this case with what came of one pair more. */
    ProofCase plus(ProofCase one) {
        return new ProofCase(
                rule,
                meeting,
                pairs,
                held + one.held,
                collided + one.collided,
                lost + one.lost,
                insertFailed + one.insertFailed,
                clashResolved + one.clashResolved,
                example.filter(known -> known.count(Fate.LOST) > 0).or(() -> one.example));
    }
}
