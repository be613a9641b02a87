package io.github.snatrace.netns;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import io.github.snatrace.host.UnavailableException;

/** The functions of the C library that Java has no other way to. Numbers are those of Linux on every 64-bit machine. */
final class Libc {
    static final int O_RDONLY_CLOEXEC = 0x80000;
    static final int CLONE_NEWNET = 0x40000000;

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EACCES = 13;
    static final int EINVAL = 22;

    /** Why the functions cannot be called, empty when they can. */
    private static final String FAILURE = register();

    private Libc() {}

    static native int open(String path, int flags) throws LastErrorException;

    static native int setns(int descriptor, int type) throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;

    static native String strerror(int error);

    private static String register() {
        try {
            Native.register(Libc.class, "c");
            return "";
        } catch (LinkageError | IllegalArgumentException e) {
            return "the C library cannot be called from Java here (JNA: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given") + ")";
        }
    }

    /** Makes sure that the C library can be called. */
    static void require() throws UnavailableException {
        if (!FAILURE.isEmpty()) {
            throw new UnavailableException(FAILURE);
        }
    }
}
