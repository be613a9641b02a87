package io.github.snatrace.conntrack;

import java.io.IOException;

/** Reads the counters of one network namespace, as often as asked. */
public interface ConntrackReader {
    /**
     * Returns the counters as they are now.
     *
     * @throws IOException if they cannot be had; the message says why and what to do
     */
    ConntrackStats read() throws IOException;
}
