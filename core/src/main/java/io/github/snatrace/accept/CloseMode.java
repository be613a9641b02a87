package io.github.snatrace.accept;

/** How the acceptor ends a connection that it has accepted. */
public enum CloseMode {
    /** By a FIN, as a plain close does. */
    FIN,
    /** By a reset. A client may find its finished handshake turned into {@code Connection reset by peer}. */
    RESET
}
