package io.github.snatrace.dial;

import java.time.Instant;

/** The clocks of this machine. */
final class SystemTimeline implements Timeline {

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long epochNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public long spinUntil(long untilNanos) {
        long now = nanos();
        while (now - untilNanos < 0) {
            Thread.onSpinWait();
            now = nanos();
        }
        return now;
    }
}
