package io.github.snatrace.windows;

/** What losses are measured by: how much could have been lost. The best stands first. */
public enum Exposure {
    /** Connections that somebody else counted. */
    CONNECTIONS("connections"),
    /** New entries of the connection tracking table, which kernels of up to 4.8 count. */
    NEW_ENTRIES("new connections"),
    /** Connections that the rules translated, by the rules' own counters. */
    TRANSLATED("translated connections"),
    /** Connections that IPVS took. */
    IPVS("connections of IPVS"),
    /** Packets that were forwarded: as good as connections, if those have as many packets in both windows. */
    FORWARDED("forwarded packets"),
    /** Time: as good as connections, if there are as many of them in both windows. */
    SECONDS("seconds");

    private final String label;

    Exposure(String label) {
        this.label = label;
    }

    /** Returns what one of it is called, in the plural. */
    public String label() {
        return label;
    }

    /** Returns whether it counts connections, and does not stand for them. */
    public boolean isConnections() {
        return compareTo(FORWARDED) < 0;
    }
}
