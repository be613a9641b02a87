package io.github.snatrace.stats;

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
}
