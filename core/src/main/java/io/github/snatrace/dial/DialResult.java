package io.github.snatrace.dial;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a run came to, in counts, and whether they say anything: a run that did not attempt what its plan asked for has
 * no failures either.
 *
 * @param plan what was asked for
 * @param startedAt when the run began
 * @param endedAt when its last attempt had ended
 * @param outcomes how many attempts ended how
 * @param skipped due times that passed without an attempt
 * @param latenessP99 how far behind their due times all but a hundredth of the attempts began, at most
 * @param validity whether anything was attempted and the plan was kept, and why not
 * @param firstFailures the first few, in the order in which they began
 */
public record DialResult(
        DialPlan plan,
        Instant startedAt,
        Instant endedAt,
        Outcomes outcomes,
        long skipped,
        Duration latenessP99,
        Validity validity,
        List<Attempt> firstFailures) {

    public DialResult {
        firstFailures = List.copyOf(firstFailures);
    }

    static DialResult of(DialPlan plan, Instant startedAt, Instant endedAt, Tally tally) {
        return new DialResult(
                plan,
                startedAt,
                endedAt,
                tally.outcomes(),
                tally.skipped(),
                Duration.ofNanos(tally.lateness().getValueAtPercentile(99)),
                Validity.of(plan, tally.outcomes(), tally.skipped(), tally.lateness()),
                tally.firstFailures());
    }

    /** Returns whether the run measured what it was meant to; without that, its counts say nothing. */
    public boolean isValid() {
        return validity.isValid();
    }

    /** Returns how many attempts ended so. */
    public long count(Outcome outcome) {
        return outcomes.count(outcome);
    }

    /** Returns how many attempts were made. */
    public long attempts() {
        return outcomes.attempts();
    }

    /** Returns how many attempts were failures. */
    public long failures() {
        return outcomes.failures();
    }
}
