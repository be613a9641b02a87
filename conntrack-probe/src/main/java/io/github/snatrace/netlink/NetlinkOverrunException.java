package io.github.snatrace.netlink;

import java.io.IOException;

/** Says that messages were lost because nobody read them in time (ENOBUFS): what comes after has a gap before it. */
public final class NetlinkOverrunException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says so. */
    public NetlinkOverrunException() {
        super("netlink: the kernel dropped messages that were not read in time");
    }
}
