package io.github.snatrace.diagnosis;

/** Why a connect failed or stalled. The set is closed; the names are a contract. */
public enum Cause {
    /** Two CPUs of the NAT gave two connections the same translated tuple at once, and the loser's SYN was dropped. */
    SNAT_INSERTION_RACE,
    /** The NAT had no free port towards the destination. */
    SNAT_PORTS_EXHAUSTED,
    /** The server still held the tuple in TIME_WAIT, and took the SYN for an old segment. */
    SERVER_TIME_WAIT,
    /** The server still held the connection of before as established, and answered the SYN with a challenge. */
    STALE_CONNECTION,
    /** The server did not accept connections as fast as they came, and its backlog was used up. */
    ACCEPT_QUEUE_FULL,
    /** The server had as many half-open connections as it may have. */
    SYN_QUEUE_FULL,
    /** Two CPUs tracked packets of one flow at once, and one was dropped; no address was translated. */
    UNTRANSLATED_CLASH,
    /** A connection tracking table on the way was full. */
    CONNTRACK_TABLE_FULL,
    /** The connection's hash chain in the connection tracking table was too long. */
    CHAIN_TOO_LONG,
    /** A queue of packets that wait for a program's word (NFQUEUE) was full. */
    NFQUEUE_FULL,
    /** A CPU had more packets waiting than it may have (net.core.netdev_max_backlog). */
    CPU_BACKLOG_FULL,
    /** The server's answer came after the client had given up: nothing was lost. */
    ANSWER_LATE,
    /** A packet of the handshake was lost or dropped by a rule, on the way there or back, and nobody counted it. */
    PACKET_LOST,
    /** The server, or a firewall in its name, answered with a reset or with ICMP port unreachable. */
    REFUSED,
    /** There was no way to the server: no route, a neighbour that does not answer, or an ICMP error. */
    UNREACHABLE,
    /** The client had no source port left. */
    LOCAL_PORTS_EXHAUSTED,
    /** The client had no file descriptor left. */
    DESCRIPTORS_EXHAUSTED,
    /** A host threw packets away because they came in where its answers would not go out. */
    REVERSE_PATH_FILTER,
    /** The client could not keep to its own plan. */
    GENERATOR_SATURATED,
    /** What would account for it was not seen, or contradicts itself. */
    UNEXPLAINED
}
