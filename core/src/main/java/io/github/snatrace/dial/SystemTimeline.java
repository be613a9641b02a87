package io.github.snatrace.dial;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Instant;
import java.util.function.Consumer;

/** The clocks of this machine. */
final class SystemTimeline implements Timeline {

    /** select(2) and its kin count in milliseconds and wake up this much late now and then. */
    private static final long WAKE_UP_SLACK_NANOS = 200_000;

    private static final long MILLI_NANOS = 1_000_000;

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
    public void await(Selector selector, long untilNanos, Consumer<SelectionKey> ready) throws IOException {
        long millis = (untilNanos - nanos() - WAKE_UP_SLACK_NANOS) / MILLI_NANOS;
        if (millis > 0) {
            selector.select(ready, millis);
        } else {
            selector.selectNow(ready);
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
