package io.github.snatrace.dial;

import java.io.IOException;
import java.util.function.Consumer;

/** The sockets of one event loop. Confined to its thread, but for {@link #wakeUp}. */
interface Connector extends AutoCloseable {

    /** Opens and binds the socket of a due time. What goes wrong is kept, and told when connect(2) would be called. */
    Connection open(long tick);

    /**
     * Waits for answers, giving up the processor where there is time for it, but no longer than {@code nanos}, and
     * hands on what was watched and has one. It may return early, and callers call it again.
     */
    void await(long nanos, Consumer<Dial> answered) throws IOException;

    /**
     * Gives back the ports and descriptors of all sockets that were closed, and hands on the answers that it sees on
     * the way.
     */
    void release(Consumer<Dial> answered) throws IOException;

    /** Has {@link #await} return, now or when it is called the next time. May be called from any thread. */
    void wakeUp();

    @Override
    void close() throws IOException;
}
