package io.github.snatrace.trace;

/** Gets the SYNs of a trace, each when its fate is known, on the thread that runs the trace. */
public interface TraceListener {
    /** Gets one that was lost. */
    void lost(LostSyn syn);

    /** Gets one that came through. */
    default void passed(PassedSyn syn) {}

    /** Gets what the trace has come to so far, several times a second. */
    default void soFar(TraceSummary summary) {}
}
