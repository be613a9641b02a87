package io.github.snatrace.stats;

import io.github.snatrace.dial.Attempt;
import io.github.snatrace.dial.Outcome;
import java.time.Duration;

/** Attempts for tests. */
final class Attempts {

    private Attempts() {}

    /** Returns an attempt that took {@code elapsed} and began {@code lateness} after its due time. */
    static Attempt attempt(Outcome outcome, Duration elapsed, Duration lateness) {
        return new Attempt(0, 0, 1_790_000_000_000_000_000L, lateness.toNanos(), elapsed.toNanos(), outcome, null);
    }

    /** Returns an attempt that was on time. */
    static Attempt attempt(Outcome outcome, Duration elapsed) {
        return attempt(outcome, elapsed, Duration.ZERO);
    }
}
