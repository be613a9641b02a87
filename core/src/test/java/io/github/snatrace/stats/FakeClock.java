package io.github.snatrace.stats;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is told to go on. */
final class FakeClock implements InstantSource {

    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private volatile Instant now = START;

    void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
