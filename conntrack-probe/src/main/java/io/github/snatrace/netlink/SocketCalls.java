package io.github.snatrace.netlink;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netns.CLibrary;

/** The C library's socket functions. Numbers are those of Linux on x86, ARM and RISC-V. */
final class SocketCalls {
    static final int AF_NETLINK = 16;
    static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SO_RCVBUF = 8;
    static final int SO_RCVBUFFORCE = 33;
    static final int MSG_TRUNC = 0x20;
    static final short POLLIN = 1;

    static final int EINTR = 4;
    static final int EPROTONOSUPPORT = 93;
    static final int EAFNOSUPPORT = 97;
    static final int ENOBUFS = 105;

    private static final CLibrary LIBRARY = CLibrary.bind(SocketCalls.class);

    private SocketCalls() {}

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native int bind(int descriptor, byte[] address, int length) throws LastErrorException;

    static native int setsockopt(int descriptor, int level, int option, byte[] value, int length)
            throws LastErrorException;

    static native int getsockopt(int descriptor, int level, int option, byte[] value, byte[] length)
            throws LastErrorException;

    // size_t and ssize_t are as wide as long.
    static native NativeLong send(int descriptor, byte[] message, NativeLong length, int flags)
            throws LastErrorException;

    static native NativeLong recv(int descriptor, byte[] buffer, NativeLong length, int flags)
            throws LastErrorException;

    static native int poll(byte[] descriptors, NativeLong count, int timeoutMillis) throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;

    static native String strerror(int error);

    /** Makes sure that the C library can be called. */
    static void require() throws UnavailableException {
        LIBRARY.require();
    }
}
