package io.github.snatrace.dial;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The socket of one attempt. Confined to the thread of its loop. */
interface Connection {

    /** Returns the source port that the plan asked for, 0 if it asked for none. */
    int sourcePort();

    /**
     * Calls connect(2), and looks at once whether that was all: over loopback and veth the whole handshake runs inside
     * the call.
     *
     * @return how the attempt ended; null while it has not
     */
    @Nullable
    Ending connect();

    /**
     * Has the connector tell when there is an answer.
     *
     * @param dial what it hands on then
     */
    void watch(Dial dial) throws IOException;

    /** Looks how the handshake went, now that there is an answer; null if it still has not ended. */
    @Nullable
    Ending finish();

    /** Closes the socket; does nothing if there is none. */
    void close();
}
