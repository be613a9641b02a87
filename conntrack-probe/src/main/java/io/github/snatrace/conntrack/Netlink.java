package io.github.snatrace.conntrack;

import java.io.IOException;

/** Opens netlink sockets to the kernel's netfilter. */
interface Netlink {
    /**
     * Opens a socket that belongs to {@code namespace}.
     *
     * @throws SourceUnavailableException if this machine or its rights do not allow it; the message says why and what to do
     */
    Conversation open(NetworkNamespace namespace) throws IOException;

    /** One socket. */
    interface Conversation extends AutoCloseable {
        /** Sends one message. */
        void send(byte[] message) throws IOException;

        /** Waits for the next datagram and returns it: one or several messages. */
        byte[] receive() throws IOException;

        @Override
        void close();
    }
}
