package io.github.snatrace.netlink;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Netlink sockets through the C library. */
final class JnaNetlink implements Netlink {
    private static final int ADDRESS_BYTES = 12;
    /** The kernel fills at most 32 KiB of a dump at a time, and 64 KiB of packet into one message. */
    private static final int DATAGRAM_BYTES = 128 << 10;

    private final Host host;

    JnaNetlink(Host host) {
        this.host = host;
    }

    @Override
    public NetlinkSocket open(NetworkNamespace namespace, int protocol, int... groups) throws IOException {
        int mask = mask(groups);
        SocketCalls.require();
        // A socket belongs to the namespace of the thread that opens it, for good.
        int descriptor = namespace.inside(host, () -> socket(protocol));
        try {
            // struct sockaddr_nl: family, padding, port 0 (the kernel chooses one), groups
            byte[] address = new byte[ADDRESS_BYTES];
            ByteBuffer.wrap(address)
                    .order(ByteOrder.nativeOrder())
                    .putShort((short) SocketCalls.AF_NETLINK)
                    .putInt(8, mask);
            SocketCalls.bind(descriptor, address, address.length);
            return new Socket(descriptor, new byte[DATAGRAM_BYTES]);
        } catch (LastErrorException e) {
            SocketCalls.close(descriptor);
            throw failed("bind", e);
        }
    }

    private static int mask(int... groups) {
        int mask = 0;
        for (int group : groups) {
            if (group < 1 || group > Integer.SIZE) {
                throw new IllegalArgumentException("a multicast group has a number from 1 to 32, not " + group);
            }
            mask |= 1 << (group - 1);
        }
        return mask;
    }

    private static int socket(int protocol) throws IOException {
        try {
            return SocketCalls.socket(SocketCalls.AF_NETLINK, SocketCalls.SOCK_RAW_CLOEXEC, protocol);
        } catch (LastErrorException e) {
            if (e.getErrorCode() == SocketCalls.EPROTONOSUPPORT || e.getErrorCode() == SocketCalls.EAFNOSUPPORT) {
                throw new UnavailableException("this kernel has no netlink for netfilter; load the module nfnetlink"
                        + " (CONFIG_NETFILTER_NETLINK)");
            }
            throw failed("socket", e);
        }
    }

    private static IOException failed(String call, LastErrorException e) {
        return new UnavailableException("netlink: " + call + ": " + SocketCalls.strerror(e.getErrorCode()));
    }

    private static final class Socket implements NetlinkSocket {
        private final int descriptor;
        private final byte[] buffer;
        private boolean closed;

        Socket(int descriptor, byte[] buffer) {
            this.descriptor = descriptor;
            this.buffer = buffer;
        }

        @Override
        public void send(byte[] datagram) throws IOException {
            requireOpen();
            try {
                SocketCalls.send(descriptor, datagram, new NativeLong(datagram.length), 0);
            } catch (LastErrorException e) {
                throw failed("send", e);
            }
        }

        @Override
        public Optional<byte[]> receive(Duration timeout) throws IOException {
            requireOpen();
            try {
                if (!await(timeout)) {
                    return Optional.empty();
                }
                int length = SocketCalls.recv(descriptor, buffer, new NativeLong(buffer.length), SocketCalls.MSG_TRUNC)
                        .intValue();
                if (length > buffer.length) {
                    throw new IOException(
                            "netlink: a datagram of " + length + " bytes, expected at most " + buffer.length);
                }
                return Optional.of(Arrays.copyOf(buffer, length));
            } catch (LastErrorException e) {
                if (e.getErrorCode() == SocketCalls.ENOBUFS) {
                    throw new NetlinkOverrunException();
                }
                throw failed("recv", e);
            }
        }

        private boolean await(Duration timeout) {
            long deadline = System.nanoTime() + timeout.toNanos();
            while (true) {
                // struct pollfd: descriptor, what is waited for, what happened
                ByteBuffer poll = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
                poll.putInt(descriptor).putShort(SocketCalls.POLLIN);
                // Rounded up, or the last stretch would be spent spinning.
                long millis = (Math.max(0, deadline - System.nanoTime()) + 999_999) / 1_000_000;
                try {
                    return SocketCalls.poll(poll.array(), new NativeLong(1), (int) Math.min(millis, Integer.MAX_VALUE))
                            != 0;
                } catch (LastErrorException e) {
                    if (e.getErrorCode() != SocketCalls.EINTR) {
                        throw e;
                    }
                }
            }
        }

        @Override
        public int receiveBuffer(int bytes) throws IOException {
            requireOpen();
            byte[] value = number(bytes);
            try {
                SocketCalls.setsockopt(
                        descriptor, SocketCalls.SOL_SOCKET, SocketCalls.SO_RCVBUFFORCE, value, value.length);
            } catch (LastErrorException notPermitted) {
                setReceiveBuffer(value);
            }
            try {
                byte[] now = number(0);
                SocketCalls.getsockopt(
                        descriptor, SocketCalls.SOL_SOCKET, SocketCalls.SO_RCVBUF, now, number(Integer.BYTES));
                return ByteBuffer.wrap(now).order(ByteOrder.nativeOrder()).getInt();
            } catch (LastErrorException e) {
                throw failed("getsockopt", e);
            }
        }

        private void setReceiveBuffer(byte[] value) throws IOException {
            try {
                SocketCalls.setsockopt(descriptor, SocketCalls.SOL_SOCKET, SocketCalls.SO_RCVBUF, value, value.length);
            } catch (LastErrorException e) {
                throw failed("setsockopt", e);
            }
        }

        private static byte[] number(int value) {
            return ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .putInt(value)
                    .array();
        }

        private void requireOpen() throws IOException {
            if (closed) {
                throw new IOException("netlink: the socket is closed");
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                SocketCalls.close(descriptor);
            }
        }
    }
}
