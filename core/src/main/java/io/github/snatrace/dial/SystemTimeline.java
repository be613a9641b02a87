package io.github.snatrace.dial;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** The clocks of this machine. */
final class SystemTimeline implements Timeline {

    /** How late a thread wakes up: 50 us are what Linux allows its timers by default, the rest is the scheduler's. */
    private static final long WAKE_UP_SLACK_NANOS = 100_000;

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
    public void sleepUntil(long untilNanos) {
        long nanos = untilNanos - nanos() - WAKE_UP_SLACK_NANOS;
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
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
