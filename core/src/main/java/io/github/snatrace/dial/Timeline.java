package io.github.snatrace.dial;

/** The one place where the dialer reads a clock. Times are nanoseconds. */
interface Timeline {

    /** Returns the monotonic time; only differences mean anything. */
    long nanos();

    /** Returns the wall-clock time since the epoch. */
    long epochNanos();

    /** Spins until {@code untilNanos} has come, and returns the first reading that says so. */
    long spinUntil(long untilNanos);

    /** Sleeps until {@code untilNanos} has nearly come: early rather than late, and not at all where it is close. */
    void sleepUntil(long untilNanos);

    /**
     * Returns what to add to {@link #nanos()} to get {@link #epochNanos()} just now. The reading of the wall clock lies
     * between two of the monotonic one; the narrowest of a few brackets is taken, so that a preemption between the
     * readings does no harm.
     */
    default long epochOffset() {
        long narrowest = Long.MAX_VALUE;
        long offset = 0;
        for (int i = 0; i < 3; i++) {
            long before = nanos();
            long epoch = epochNanos();
            long width = nanos() - before;
            if (width < narrowest) {
                narrowest = width;
                offset = epoch - before - width / 2;
            }
        }
        return offset;
    }
}
