package io.github.snatrace.dial;

import java.util.concurrent.atomic.AtomicLong;

/** How many attempts may still be begun. Shared by the loops of a run; thread-safe. */
final class Permits {

    private final AtomicLong left;

    Permits(long attempts) {
        this.left = new AtomicLong(attempts);
    }

    /** Takes one, and returns whether there was one. */
    boolean take() {
        return left.getAndUpdate(permits -> Math.max(0, permits - 1)) > 0;
    }

    /** Gives one back that was taken for an attempt that was not begun. */
    void giveBack() {
        left.incrementAndGet();
    }
}
