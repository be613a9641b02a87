package io.github.snatrace.trace;

import io.github.snatrace.host.Host;
import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netlink.Netlink;
import io.github.snatrace.netlink.NetlinkConversation;
import io.github.snatrace.netlink.NetlinkException;
import io.github.snatrace.netlink.NetlinkOverrunException;
import io.github.snatrace.netlink.NetlinkSocket;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What the rules of one tap log: packets with the time when they passed, and what was lost of them on the way to this
 * program.
 */
final class NetlinkLog implements AutoCloseable {
    /** Beginning of a packet that is kept: headers with their options, and what is compared of a datagram. */
    static final int PACKET_BYTES = 200;

    private static final int MESSAGE_BYTES = 24 << 10;
    private static final int PACKETS_A_MESSAGE = 60;
    private static final int SOCKET_BYTES = 16 << 20;
    /** So many datagrams are read in a row, before it is the turn of others. */
    private static final int MOST_IN_A_ROW = 200;
    /** How long the kernel keeps what it has not sent yet, and some for a busy CPU. */
    private static final long FLUSH_NANOS = 100_000_000;

    private final NetlinkSocket socket;
    private final LongSupplier clock;
    private long readUpToNanos;
    private int next;
    private boolean overrun;
    private boolean congested;

    /** Gets what was logged. */
    interface Reader {
        /** Gets a packet and when it passed. */
        void packet(LogGroup.Logged packet, long atNanos) throws IOException;

        /** Gets that packets were lost that passed between two times. */
        void missed(long fromNanos, long toNanos, long count);
    }

    NetlinkLog(NetlinkSocket socket, LongSupplier clock) {
        this.socket = socket;
        this.clock = clock;
        this.readUpToNanos = clock.getAsLong();
    }

    /**
     * Takes a group for this program alone.
     *
     * @return empty if somebody else has it
     * @throws UnavailableException if this machine or its rights do not allow it
     */
    static Optional<NetlinkLog> open(Host host, NetworkNamespace namespace, int group, LongSupplier clock)
            throws IOException {
        NetlinkSocket socket = Netlink.of(host).open(namespace, Netlink.NETFILTER);
        boolean opened = false;
        try {
            socket.receiveBuffer(SOCKET_BYTES);
            NetlinkConversation conversation = new NetlinkConversation(socket);
            conversation.request(LogGroup.bind(group));
            conversation.request(LogGroup.settings(group, PACKET_BYTES, MESSAGE_BYTES, PACKETS_A_MESSAGE));
            opened = true;
            return Optional.of(new NetlinkLog(socket, clock));
        } catch (NetlinkException e) {
            if (e.error() == NetlinkException.EBUSY) {
                return Optional.empty();
            }
            throw new UnavailableException(
                    e.error() == NetlinkException.EPERM
                            ? "logging packets needs CAP_NET_ADMIN in the namespace"
                            : "this kernel does not log packets (CONFIG_NETFILTER_NETLINK_LOG): error " + e.error());
        } finally {
            if (!opened) {
                socket.close();
            }
        }
    }

    /**
     * Waits for packets and reads those that are there.
     *
     * @return up to when every packet that passed has been read, in nanoseconds since the epoch
     */
    long read(Duration wait, Reader reader) throws IOException {
        Duration patience = wait;
        for (int i = 0; i < MOST_IN_A_ROW; i++) {
            long before = clock.getAsLong();
            try {
                Optional<byte[]> datagram = socket.receive(patience);
                if (datagram.isEmpty()) {
                    if (congested) {
                        // The kernel says once that it drops, and goes on dropping until everything has been read.
                        // How much that was, the next packet tells, if there is one.
                        congested = false;
                        reader.missed(readUpToNanos, clock.getAsLong(), 0);
                    }
                    // After as much patience there was nothing; how long ago that is, a busy machine leaves open.
                    readUpToNanos = Math.max(readUpToNanos, before + patience.toNanos() - FLUSH_NANOS);
                    break;
                }
                LogGroup.read(datagram.get(), ByteOrder.nativeOrder(), packet -> logged(packet, reader));
            } catch (NetlinkOverrunException e) {
                overrun = true;
                congested = true;
            }
            patience = Duration.ZERO;
        }
        return readUpToNanos;
    }

    private void logged(LogGroup.Logged packet, Reader reader) throws IOException {
        long at = packet.atNanos().orElseGet(clock);
        if (packet.number().isPresent()) {
            int missing = packet.number().getAsInt() - next;
            next = packet.number().getAsInt() + 1;
            if (missing != 0) {
                overrun = false;
                reader.missed(readUpToNanos, at, Integer.toUnsignedLong(missing));
            }
        }
        reader.packet(packet, at);
    }

    /** Tells what was lost at the end, behind the last packet that was read: how much, nobody knows. */
    void finish(Reader reader) {
        if (overrun) {
            overrun = false;
            reader.missed(readUpToNanos, clock.getAsLong(), 1);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
