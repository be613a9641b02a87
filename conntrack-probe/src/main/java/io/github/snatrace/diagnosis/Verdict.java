package io.github.snatrace.diagnosis;

import java.util.List;
import java.util.Optional;

/**
 * What became of a run's connects, and why. The findings' counts add up to the failures. Immutable.
 *
 * @param attempts how many connects were made
 * @param failed how many of them failed
 * @param slow how many succeeded only after a SYN was sent again
 * @param findings the causes, those of most failures first
 * @param unseen what could not be looked at, and what cannot be known because of that
 * @param named the lost SYNs that a trace names; empty without one
 */
public record Verdict(
        long attempts,
        long failed,
        long slow,
        List<Finding> findings,
        List<String> unseen,
        Optional<NamedLosses> named) {

    /** Copies the lists and refuses findings that do not add up. */
    public Verdict {
        findings = List.copyOf(findings);
        unseen = List.copyOf(unseen);
        long counted = findings.stream().mapToLong(Finding::count).sum();
        if (counted != failed + slow) {
            throw new IllegalArgumentException("findings account for " + counted + " failures of " + (failed + slow));
        }
        long certain = findings.stream()
                .mapToLong(finding -> finding.bounds().atLeast())
                .sum();
        if (certain > failed + slow) {
            throw new IllegalArgumentException(
                    "findings are certain of " + certain + " failures of " + (failed + slow));
        }
    }

    /** Takes what is known without a trace. */
    public Verdict(long attempts, long failed, long slow, List<Finding> findings, List<String> unseen) {
        this(attempts, failed, slow, findings, unseen, Optional.empty());
    }

    /** Returns how many connects have to be accounted for: those that failed, and those that were slow. */
    public long failures() {
        return failed + slow;
    }

    /** Returns the cause of the most failures; empty when nothing is wrong. */
    public Optional<Cause> cause() {
        return findings.stream().findFirst().map(Finding::cause);
    }

    /** Returns how many failures {@code cause} accounts for. */
    public long count(Cause cause) {
        return findings.stream()
                .filter(finding -> finding.cause() == cause)
                .mapToLong(Finding::count)
                .sum();
    }

    /** Returns how many failures nothing that was seen accounts for. */
    public long unexplained() {
        return count(Cause.UNEXPLAINED);
    }
}
