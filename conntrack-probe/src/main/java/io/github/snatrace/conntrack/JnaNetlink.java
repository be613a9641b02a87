package io.github.snatrace.conntrack;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Netlink sockets through the C library. */
final class JnaNetlink implements Netlink {
    private static final int ADDRESS_BYTES = 12;
    /** The kernel fills at most 32 KiB at a time. */
    private static final int DATAGRAM_BYTES = 64 << 10;

    private static final int TIMEOUT_MILLIS = 5_000;

    private final Host host;

    JnaNetlink(Host host) {
        this.host = host;
    }

    @Override
    public Conversation open(NetworkNamespace namespace) throws IOException {
        Libc.require();
        // A socket belongs to the namespace of the thread that opens it, for good.
        int descriptor = namespace.inside(host, JnaNetlink::socket);
        try {
            // struct sockaddr_nl: family, padding, port 0 (the kernel chooses one), no groups
            byte[] address = new byte[ADDRESS_BYTES];
            ByteBuffer.wrap(address).order(ByteOrder.nativeOrder()).putShort((short) Libc.AF_NETLINK);
            Libc.bind(descriptor, address, address.length);
            return new Socket(descriptor);
        } catch (LastErrorException e) {
            Libc.close(descriptor);
            throw failed("bind", e);
        }
    }

    private static int socket() throws IOException {
        try {
            return Libc.socket(Libc.AF_NETLINK, Libc.SOCK_RAW_CLOEXEC, Libc.NETLINK_NETFILTER);
        } catch (LastErrorException e) {
            if (e.getErrorCode() == Libc.EPROTONOSUPPORT || e.getErrorCode() == Libc.EAFNOSUPPORT) {
                throw new SourceUnavailableException(
                        "this kernel has no netlink for netfilter; load the module nfnetlink (CONFIG_NETFILTER_NETLINK)");
            }
            throw failed("socket", e);
        }
    }

    private static IOException failed(String call, LastErrorException e) {
        return new SourceUnavailableException("netlink: " + call + ": " + Libc.strerror(e.getErrorCode()));
    }

    private record Socket(int descriptor) implements Conversation {
        @Override
        public void send(byte[] message) throws IOException {
            try {
                Libc.send(descriptor, message, new NativeLong(message.length), 0);
            } catch (LastErrorException e) {
                throw failed("send", e);
            }
        }

        @Override
        public byte[] receive() throws IOException {
            byte[] datagram = new byte[DATAGRAM_BYTES];
            try {
                await();
                int length = Libc.recv(descriptor, datagram, new NativeLong(datagram.length), Libc.MSG_TRUNC)
                        .intValue();
                if (length > datagram.length) {
                    throw new IOException(
                            "netlink: a datagram of " + length + " bytes, expected at most " + datagram.length);
                }
                return Arrays.copyOf(datagram, length);
            } catch (LastErrorException e) {
                throw failed("recv", e);
            }
        }

        private void await() throws IOException {
            // struct pollfd: descriptor, what is waited for, what happened
            ByteBuffer poll = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
            poll.putInt(descriptor).putShort(Libc.POLLIN);
            boolean interrupted;
            do {
                interrupted = false;
                try {
                    if (Libc.poll(poll.array(), new NativeLong(1), TIMEOUT_MILLIS) == 0) {
                        throw new SourceUnavailableException("netlink: no answer within " + TIMEOUT_MILLIS + " ms");
                    }
                } catch (LastErrorException e) {
                    if (e.getErrorCode() != Libc.EINTR) {
                        throw e;
                    }
                    interrupted = true;
                }
            } while (interrupted);
        }

        @Override
        public void close() {
            Libc.close(descriptor);
        }
    }
}
