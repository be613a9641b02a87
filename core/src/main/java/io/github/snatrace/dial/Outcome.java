package io.github.snatrace.dial;

/** How an attempt to open a TCP connection ended. The set is closed: every attempt ends in exactly one of these. */
public enum Outcome {
    /** The handshake completed. */
    CONNECTED,
    /** The handshake completed, and the peer had reset the connection before the dialer looked at it. */
    CONNECTED_THEN_RESET,
    /** The plan's own timeout passed without an answer. */
    TIMED_OUT,
    /** The kernel gave up ({@code ETIMEDOUT}) before the plan's timeout did. */
    TIMED_OUT_BY_KERNEL,
    /** The peer, or a firewall in its name, answered with a reset. */
    REFUSED,
    /** There is no way to the target: no route, a neighbour that does not answer, or an ICMP error. */
    UNREACHABLE,
    /** The kernel had no ephemeral port left to choose. */
    NO_LOCAL_PORT,
    /** The source port that the plan asked for is taken. */
    PORT_IN_USE,
    /** The process or the system had no file descriptor left. */
    NO_DESCRIPTOR,
    /** The attempt was under way when the run was closed. */
    CANCELLED,
    /** Anything else; the attempt carries the exception. */
    FAILED;

    /**
     * Returns whether the attempt says that the connection could not be had; a cancelled one says nothing either way.
     */
    public boolean isFailure() {
        return switch (this) {
            case CONNECTED, CONNECTED_THEN_RESET, CANCELLED -> false;
            case TIMED_OUT,
                    TIMED_OUT_BY_KERNEL,
                    REFUSED,
                    UNREACHABLE,
                    NO_LOCAL_PORT,
                    PORT_IN_USE,
                    NO_DESCRIPTOR,
                    FAILED -> true;
        };
    }
}
