package io.github.snatrace.dial;

/** How the dialer ends a connection that it has opened. */
public enum CloseMode {
    /**
     * By a reset ({@code SO_LINGER} 0): neither side keeps the connection in TIME_WAIT, and its source port is free at
     * once.
     */
    RESET,
    /** By a FIN, as a plain close does: whoever closes first holds the connection in TIME_WAIT for a minute. */
    FIN
}
