package io.github.snatrace.diagnosis;

/** How a connect ended, by the names of the client's summary. */
public enum ClientOutcome {
    /** It connected. */
    CONNECTED,
    /** It connected, and was reset before the client noticed. */
    CONNECTED_THEN_RESET,
    /** It took longer than the client waited. */
    TIMED_OUT,
    /** It took longer than the kernel waited. */
    TIMED_OUT_BY_KERNEL,
    /** It was answered by a reset or by ICMP port unreachable. */
    REFUSED,
    /** There was no way to the target. */
    UNREACHABLE,
    /** The kernel had no source port left. */
    NO_LOCAL_PORT,
    /** The source port that was asked for was in use. */
    PORT_IN_USE,
    /** There was no file descriptor left. */
    NO_DESCRIPTOR,
    /** The client ended it. */
    CANCELLED,
    /** It failed in another way, or in one that is not known here. */
    FAILED;

    /** Returns the outcome that a summary calls {@code name}. */
    static ClientOutcome named(String name) {
        for (ClientOutcome outcome : values()) {
            if (outcome.name().equals(name)) {
                return outcome;
            }
        }
        return FAILED;
    }
}
