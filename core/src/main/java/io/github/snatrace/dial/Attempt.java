package io.github.snatrace.dial;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a connection, and how it went.
 *
 * <p>It carries two times that must not be mistaken for each other: {@code elapsedNanos} is what the network and the
 * peer took, {@code latenessNanos} is what the dialer itself was behind its schedule. Their sum is the response time of
 * an open-loop plan.
 *
 * @param tick the number of the due time that it served
 * @param sourcePort the source port that the plan asked for, 0 if it asked for none
 * @param startedAtNanos when connect(2) was called, in nanoseconds since the epoch
 * @param latenessNanos from the due time to the call of connect(2); never negative
 * @param elapsedNanos from the call of connect(2) to the end of the attempt; 0 if it never came to the call
 * @param outcome how it ended
 * @param error the exception behind an outcome that has one
 */
public record Attempt(
        long tick,
        int sourcePort,
        long startedAtNanos,
        long latenessNanos,
        long elapsedNanos,
        Outcome outcome,
        @Nullable IOException error) {

    /** Returns when connect(2) was called. */
    public Instant startedAt() {
        return Instant.EPOCH.plusNanos(startedAtNanos);
    }

    /** Returns how far behind its due time connect(2) was called. */
    public Duration lateness() {
        return Duration.ofNanos(latenessNanos);
    }

    /** Returns the time from the call of connect(2) to the end of the attempt. */
    public Duration elapsed() {
        return Duration.ofNanos(elapsedNanos);
    }
}
