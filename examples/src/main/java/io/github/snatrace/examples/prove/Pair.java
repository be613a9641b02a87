package io.github.snatrace.examples.prove;

import io.github.snatrace.hold.HeldRivals;
import java.io.IOException;

/** Flows that are started to meet: two of them, or one of each client. */
interface Pair extends AutoCloseable {
    /** Returns how many packets are to stand side by side. */
    int rivals();

    /** Sends the first packet of each, from this source port where they share one. */
    void start(int sourcePort) throws IOException;

    /** Returns how many of the started flows came to nothing, after these packets were let go. */
    int lost(HeldRivals held) throws IOException;

    /** Ends the flows. */
    void stop() throws IOException;

    @Override
    void close() throws IOException;
}
