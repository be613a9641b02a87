package io.github.snatrace.trace;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netns.CLibrary;

/** The C library's functions that a packet socket takes. Numbers are those of Linux on x86, ARM and RISC-V. */
final class PacketCalls {
    static final int AF_PACKET = 17;
    /** Packets from their network header on, whatever the device puts before it. */
    static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;

    static final int SOL_SOCKET = 1;
    static final int SO_ERROR = 4;
    static final int SO_ATTACH_FILTER = 26;
    static final int SOL_PACKET = 263;
    static final int PACKET_RX_RING = 5;
    static final int PACKET_STATISTICS = 6;
    static final int PACKET_VERSION = 10;
    static final int PROT_READ_WRITE = 3;
    static final int MAP_SHARED = 1;
    static final short POLLIN = 1;

    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EACCES = 13;
    static final int EAFNOSUPPORT = 97;

    private static final CLibrary LIBRARY = CLibrary.bind(PacketCalls.class);

    private PacketCalls() {}

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native int bind(int descriptor, byte[] address, int length) throws LastErrorException;

    static native int setsockopt(int descriptor, int level, int option, byte[] value, int length)
            throws LastErrorException;

    static native int getsockopt(int descriptor, int level, int option, byte[] value, byte[] length)
            throws LastErrorException;

    static native Pointer mmap(
            Pointer at, NativeLong length, int protection, int flags, int descriptor, NativeLong offset)
            throws LastErrorException;

    static native int munmap(Pointer at, NativeLong length) throws LastErrorException;

    static native int poll(byte[] descriptors, NativeLong count, int timeoutMillis) throws LastErrorException;

    /** Returns the number of a device of this thread's namespace, 0 if there is none of that name. */
    @SuppressWarnings("MemberName")
    static native int if_nametoindex(String name);

    static native int close(int descriptor) throws LastErrorException;

    static native String strerror(int error);

    /** Makes sure that the C library can be called. */
    static void require() throws UnavailableException {
        LIBRARY.require();
    }
}
