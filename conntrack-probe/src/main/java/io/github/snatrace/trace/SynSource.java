package io.github.snatrace.trace;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.Set;

/** Where sightings come from. */
interface SynSource extends AutoCloseable {
    /** Returns which taps it has. */
    Set<TapPoint> taps();

    /** Returns whom to ask for the holder of a tuple that left unseen. */
    TupleLookup lookup();

    /**
     * Waits a little for sightings and hands over those that are there, and what was missed.
     *
     * @return up to when everything was handed over, in nanoseconds since the epoch; empty at the end
     */
    OptionalLong read(SynLedger ledger) throws IOException;

    /** Returns the time of now on the clock of the sightings, in nanoseconds since the epoch. */
    long nowNanos();

    /** Hands over what was missed that {@link #read} could not know of. */
    void finish(SynLedger ledger) throws IOException;

    @Override
    void close() throws IOException;
}
