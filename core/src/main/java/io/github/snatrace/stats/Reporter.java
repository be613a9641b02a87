package io.github.snatrace.stats;

import java.time.Duration;

/** Tells somebody what a run has seen. Called by one thread at a time. */
@FunctionalInterface
public interface Reporter {

    /**
     * Reports an interval that has ended.
     *
     * @param interval what happened in it
     * @param total what has happened since the start, this interval included
     */
    void report(Snapshot interval, Snapshot total);

    /** Is told now and then that the first interval is still to begin; does nothing. */
    default void await(Duration untilStart) {}
}
