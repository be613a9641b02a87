package io.github.snatrace.probe.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Says when to look again. */
interface Pace {
    /** Waits until it is time to look again; returns false when it is time to stop. */
    boolean await() throws InterruptedException;

    /**
     * Returns the pace of a grid of {@code interval} that starts with the first wait, ended by {@code stop}. A look
     * that took longer than the interval does not make the next ones come in a burst.
     */
    static Pace every(Duration interval, CountDownLatch stop) {
        return new Pace() {
            private final long step = interval.toNanos();
            private long start;
            private boolean started;

            @Override
            public boolean await() throws InterruptedException {
                if (!started) {
                    start = System.nanoTime();
                    started = true;
                }
                long intoTheStep = (System.nanoTime() - start) % step;
                return !stop.await(step - intoTheStep, TimeUnit.NANOSECONDS);
            }
        };
    }
}
