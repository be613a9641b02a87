package io.github.snatrace.examples.prove;

import io.github.snatrace.hold.Tuple;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;

/** How flows come to meet at the router. */
enum Meeting {
    /** Clients that connect from one source port. */
    TCP("tcp", false),
    /** The same between IPv6 addresses. */
    TCP6("tcp6", true),
    /** Two queries that one socket sends at once, as a resolver asks for A and AAAA. */
    UDP_ONE_SOCKET("udp-one-socket", false),
    /** The same between IPv6 addresses. */
    UDP6_ONE_SOCKET("udp6-one-socket", true),
    /** The same to a service whose address is translated to its one backend. */
    UDP_ONE_BACKEND("udp-one-backend", false),
    /** The same to a service of two backends, each of which gets one of the queries. */
    UDP_TWO_BACKENDS("udp-two-backends", false),
    /** Two queries from a socket each, as {@code single-request-reopen} has it, to the service of two backends. */
    UDP_REOPEN("udp-two-backends-reopen", false);

    /** What is proven by default. */
    static final List<Meeting> FEW = List.of(TCP, TCP6, UDP_ONE_SOCKET);

    private final String label;
    private final boolean inet6;

    Meeting(String label, boolean inet6) {
        this.label = label;
        this.inet6 = inet6;
    }

    /** Returns the one that the results call so. */
    static Meeting labelled(String label) {
        return Arrays.stream(values())
                .filter(meeting -> meeting.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(label));
    }

    /** The name in the results. */
    String label() {
        return label;
    }

    boolean isInet6() {
        return inet6;
    }

    Tuple.Protocol protocol() {
        return switch (this) {
            case TCP, TCP6 -> Tuple.Protocol.TCP;
            case UDP_ONE_SOCKET, UDP6_ONE_SOCKET, UDP_ONE_BACKEND, UDP_TWO_BACKENDS, UDP_REOPEN -> Tuple.Protocol.UDP;
        };
    }

    /** Where the flows go, as the clients address it. */
    InetSocketAddress target() {
        return switch (this) {
            case TCP, TCP6 -> new InetSocketAddress(LabAddresses.server(inet6), LabAddresses.TCP_PORT);
            case UDP_ONE_SOCKET, UDP6_ONE_SOCKET ->
                new InetSocketAddress(LabAddresses.server(inet6), LabAddresses.DNS_PORT);
            case UDP_ONE_BACKEND ->
                new InetSocketAddress(LabAddresses.address(LabAddresses.SERVICE_OF_ONE), LabAddresses.DNS_PORT);
            case UDP_TWO_BACKENDS, UDP_REOPEN ->
                new InetSocketAddress(LabAddresses.address(LabAddresses.SERVICE_OF_TWO), LabAddresses.DNS_PORT);
        };
    }
}
