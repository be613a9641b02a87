package io.github.snatrace.trace;

/** What is translated by its ports. */
public enum TransportProtocol {
    /** Followed by its sequence number, which translation leaves alone. */
    TCP,
    /** Followed by what its first packet carries. */
    UDP
}
