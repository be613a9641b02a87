package io.github.snatrace.netlink;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** One open netlink socket, in datagrams of bytes; for one thread at a time. */
public interface NetlinkSocket extends AutoCloseable {
    /** Sends one datagram. */
    void send(byte[] datagram) throws IOException;

    /**
     * Waits for the next datagram.
     *
     * @param timeout how long; zero looks without waiting
     * @return one or several messages, empty if none came in time
     * @throws NetlinkOverrunException if the kernel had to drop messages meanwhile; the socket goes on
     */
    Optional<byte[]> receive(Duration timeout) throws IOException;

    /**
     * Sets how much the kernel keeps for a reader that is late: beyond what this machine allows everybody
     * ({@code net.core.rmem_max}) only where the rights suffice, as much as that otherwise.
     *
     * @return the bytes that it is now, as the kernel counts them: twice what was asked for
     */
    int receiveBuffer(int bytes) throws IOException;

    @Override
    void close();
}
