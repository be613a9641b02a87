package io.github.snatrace.netns;

import com.sun.jna.LastErrorException;
import io.github.snatrace.host.UnavailableException;

/** The functions of the C library that Java has no other way to. Numbers are those of Linux on every 64-bit machine. */
final class Libc {
    static final int O_RDONLY_CLOEXEC = 0x80000;
    static final int CLONE_NEWNET = 0x40000000;

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EACCES = 13;
    static final int EINVAL = 22;

    private static final CLibrary LIBRARY = CLibrary.bind(Libc.class);

    private Libc() {}

    static native int open(String path, int flags) throws LastErrorException;

    static native int setns(int descriptor, int type) throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;

    static native String strerror(int error);

    /** Makes sure that the C library can be called. */
    static void require() throws UnavailableException {
        LIBRARY.require();
    }
}
