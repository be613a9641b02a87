package io.github.snatrace.netlink;

import java.io.IOException;

/** Says that the kernel refused a request, and with which error. */
public final class NetlinkException extends IOException {
    /** Operation not permitted. */
    public static final int EPERM = 1;
    /** No such file or directory: there is nothing like what was asked for. */
    public static final int ENOENT = 2;
    /** Device or resource busy: somebody else has it. */
    public static final int EBUSY = 16;
    /** File exists. */
    public static final int EEXIST = 17;
    /** Invalid argument. */
    public static final int EINVAL = 22;
    /** Operation not supported. */
    public static final int EOPNOTSUPP = 95;

    private static final long serialVersionUID = 1L;

    private final int error;

    /** Takes the kernel's error number, positive. */
    public NetlinkException(int error) {
        super("netlink: the kernel refused the request with error " + error);
        this.error = error;
    }

    /** Returns the kernel's error number, positive. */
    public int error() {
        return error;
    }
}
