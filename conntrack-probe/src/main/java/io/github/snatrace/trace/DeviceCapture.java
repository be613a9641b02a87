package io.github.snatrace.trace;

import java.io.IOException;
import java.time.Duration;

/** The packets of one device, of those that {@link SynFilter} lets through; for one thread at a time. */
interface DeviceCapture extends AutoCloseable {
    /** Waits until there are packets, or {@code time} has passed. */
    void await(Duration time) throws IOException;

    /**
     * Hands over packets that are there.
     *
     * @return whether those were all that passed until a tenth of a second before the call
     */
    boolean read(PacketBlock.Reader reader) throws IOException;

    /**
     * Returns how many packets were lost on the way to this program since this was asked last.
     *
     * @throws IOException also if the device is down or gone, so that nothing can be seen any more
     */
    long missed() throws IOException;

    @Override
    void close();
}
