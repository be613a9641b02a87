package io.github.snatrace.snapshot;

import java.util.Locale;

/** A counter of {@code /proc/net/netstat}, {@code /proc/net/snmp} or {@code /proc/net/snmp6} that a diagnosis reads. */
public enum ProtocolCounter {
    /** SYNs and last ACKs of handshakes that found the accept queue full. */
    LISTEN_OVERFLOWS(Group.TCP_EXT, "ListenOverflows"),
    /** Those, and SYNs that were dropped for any other reason of the listener. */
    LISTEN_DROPS(Group.TCP_EXT, "ListenDrops"),
    /** SYNs that found as many half-open connections as there may be. */
    SYN_QUEUE_DROPS(Group.TCP_EXT, "TCPReqQFullDrop"),
    /** SYNs that were answered by cookies for the same reason. */
    SYN_QUEUE_COOKIES(Group.TCP_EXT, "TCPReqQFullDoCookies"),
    /** Cookies sent. */
    COOKIES_SENT(Group.TCP_EXT, "SyncookiesSent"),
    /** SYNs that a TIME_WAIT refused for their timestamp (6.16 and later). */
    PAWS_TIME_WAIT(Group.TCP_EXT, "PAWSTimewait"),
    /** Segments that were refused for their timestamp; before 6.16 those that met a TIME_WAIT as well. */
    PAWS_ESTABLISHED(Group.TCP_EXT, "PAWSEstab"),
    /** SYNs that met an established connection and were answered by a challenge. */
    SYN_CHALLENGES(Group.TCP_EXT, "TCPSYNChallenge"),
    /** SYNs and SYN/ACKs sent again. */
    SYN_RETRANSMISSIONS(Group.TCP_EXT, "TCPSynRetrans"),
    /** Packets that came in where an answer would not go out. */
    REVERSE_PATH_DROPS(Group.TCP_EXT, "IPReversePathFilter"),
    /** Connections opened from here. */
    ACTIVE_OPENS(Group.TCP, "ActiveOpens"),
    /** Connections opened to here. */
    PASSIVE_OPENS(Group.TCP, "PassiveOpens"),
    /** Handshakes that ended in a failure. */
    ATTEMPT_FAILS(Group.TCP, "AttemptFails"),
    /** Resets sent. */
    RESETS_SENT(Group.TCP, "OutRsts"),
    /** TCP segments with a broken checksum. */
    TCP_CHECKSUM_ERRORS(Group.TCP, "InCsumErrors"),
    /** UDP datagrams with a broken checksum, tunnels among them. */
    UDP_CHECKSUM_ERRORS(Group.UDP, "InCsumErrors"),
    /** UDP datagrams that found a full socket buffer. */
    UDP_BUFFER_ERRORS(Group.UDP, "RcvbufErrors"),
    /** IPv4 packets that came in. */
    IP_RECEIVED(Group.IP, "InReceives"),
    /** IPv4 packets that were made here. */
    IP_SENT(Group.IP, "OutRequests"),
    /** IPv4 packets that were forwarded. */
    IP_FORWARDED(Group.IP, "ForwDatagrams"),
    /** IPv4 packets made here that had no route. */
    IP_NO_ROUTE(Group.IP, "OutNoRoutes"),
    /** IPv4 packets that were thrown away although nothing was wrong with them. */
    IP_IN_DISCARDS(Group.IP, "InDiscards"),
    /** The same of those on their way out. */
    IP_OUT_DISCARDS(Group.IP, "OutDiscards"),
    /** IPv4 packets for an address that is not here. */
    IP_ADDRESS_ERRORS(Group.IP, "InAddrErrors"),
    /** IPv4 packets with a broken header, or a TTL that ran out. */
    IP_HEADER_ERRORS(Group.IP, "InHdrErrors"),
    /** IPv4 packets that came in and had no route. */
    IP_IN_NO_ROUTES(Group.IP_EXT, "InNoRoutes"),
    /** ICMP errors that came in: unreachable, prohibited. */
    ICMP_UNREACHABLE(Group.ICMP, "InDestUnreachs"),
    /** IPv6 packets that came in. */
    IP6_RECEIVED(Group.IP6, "InReceives"),
    /** IPv6 packets that were made here. */
    IP6_SENT(Group.IP6, "OutRequests"),
    /** IPv6 packets that were forwarded. */
    IP6_FORWARDED(Group.IP6, "OutForwDatagrams"),
    /** ICMPv6 errors that came in. */
    ICMP6_UNREACHABLE(Group.ICMP6, "InDestUnreachs");

    /** The kernel's groups of counters. */
    private enum Group {
        TCP_EXT("TcpExt"),
        IP_EXT("IpExt"),
        TCP("Tcp"),
        UDP("Udp"),
        IP("Ip"),
        ICMP("Icmp"),
        IP6("Ip6"),
        ICMP6("Icmp6");

        private final String text;

        Group(String text) {
            this.text = text;
        }
    }

    private final Group group;
    private final String text;

    ProtocolCounter(Group group, String text) {
        this.group = group;
        this.text = text;
    }

    /** Returns the kernel's name of the group it belongs to, {@code TcpExt}. */
    public String group() {
        return group.text;
    }

    /** Returns the kernel's name of the counter within its group, {@code ListenOverflows}. */
    public String text() {
        return text;
    }

    /** Returns what evidence calls it: with its group where the name alone would not tell. */
    public String label() {
        return group == Group.TCP_EXT || (group == Group.TCP && this != TCP_CHECKSUM_ERRORS)
                ? text
                : String.format(Locale.ROOT, "%s %s", group.text, text);
    }
}
