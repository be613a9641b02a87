package io.github.snatrace.diagnosis;

import java.util.List;

/**
 * One cause, and what speaks for it. Immutable.
 *
 * @param cause what happened
 * @param count how many of the failures it accounts for; 0 for {@link Cause#GENERATOR_SATURATED} that cost no connect
 * @param bounds how many it accounts for at least, and at most; the count lies within
 * @param confidence how sure it is
 * @param evidence what was counted, by namespace and counter
 * @param toldApartFrom what looks alike, and why it was not that
 * @param advice what to do next
 */
public record Finding(
        Cause cause,
        long count,
        Bounds bounds,
        Confidence confidence,
        List<String> evidence,
        List<String> toldApartFrom,
        String advice) {

    /** Copies the lists and refuses a count that is not within its bounds. */
    public Finding {
        if (!bounds.holds(count)) {
            throw new IllegalArgumentException("count " + count + " of " + cause + " is not within " + bounds);
        }
        evidence = List.copyOf(evidence);
        toldApartFrom = List.copyOf(toldApartFrom);
    }
}
