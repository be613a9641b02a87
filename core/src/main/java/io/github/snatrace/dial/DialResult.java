package io.github.snatrace.dial;

import java.time.Instant;

/**
 * What a run came to, in counts.
 *
 * @param startedAt when the run began
 * @param endedAt when its last attempt had ended
 * @param outcomes how many attempts ended how
 * @param skipped due times that passed without an attempt
 */
public record DialResult(Instant startedAt, Instant endedAt, Outcomes outcomes, long skipped) {

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
