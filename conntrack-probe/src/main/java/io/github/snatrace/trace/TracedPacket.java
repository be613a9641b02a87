package io.github.snatrace.trace;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What a packet tells of the connection that it opens, or whose opening it answers.
 *
 * @param kind what it is
 * @param source where it comes from
 * @param destination where it goes
 * @param sequence what translation leaves alone: TCP's sequence number of the SYN, in an answer too (its
 *     acknowledgement, less 1); of a UDP packet a hash of what it carries
 * @param timestamp TCP's timestamp of the SYN, in an answer the one that it echoes; 0 if there is none
 */
record TracedPacket(Kind kind, Endpoint source, Endpoint destination, int sequence, int timestamp) {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int TCP_HEADER_BYTES = 20;
    private static final int UDP_HEADER_BYTES = 8;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int FRAGMENT_OFFSET = 0x1fff;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;
    private static final int OPTION_TIMESTAMPS = 8;
    /** More of a datagram than this is not compared: a tap keeps the beginning of a packet only. */
    private static final int HASHED_BYTES = 64;

    /** What a packet is. */
    enum Kind {
        SYN,
        SYN_ACK,
        /** A reset that answers a SYN. */
        RESET,
        /** A UDP packet. */
        DATAGRAM;

        boolean isAnswer() {
            return this == SYN_ACK || this == RESET;
        }
    }

    TransportProtocol protocol() {
        return kind == Kind.DATAGRAM ? TransportProtocol.UDP : TransportProtocol.TCP;
    }

    /** Reads a packet from its IP header on; empty if it is none of those that are followed, or cut too short. */
    static Optional<TracedPacket> parse(ByteBuffer packet) {
        ByteBuffer ip = packet.slice().order(ByteOrder.BIG_ENDIAN);
        if (ip.remaining() < 1) {
            return Optional.empty();
        }
        return switch (ip.get(0) >> 4 & 0xf) {
            case 4 -> ipv4(ip);
            case 6 -> ipv6(ip);
            default -> Optional.empty();
        };
    }

    private static Optional<TracedPacket> ipv4(ByteBuffer ip) {
        int headerBytes = (ip.get(0) & 0xf) * 4;
        if (headerBytes < 20 || ip.remaining() < headerBytes || (ip.getShort(6) & FRAGMENT_OFFSET) != 0) {
            return Optional.empty();
        }
        int total = Short.toUnsignedInt(ip.getShort(2));
        return transport(
                ip, ip.get(9) & 0xff, headerBytes, total - headerBytes, address(ip, 12, 4), address(ip, 16, 4));
    }

    private static Optional<TracedPacket> ipv6(ByteBuffer ip) {
        if (ip.remaining() < IPV6_HEADER_BYTES) {
            return Optional.empty();
        }
        int total = IPV6_HEADER_BYTES + Short.toUnsignedInt(ip.getShort(4));
        int next = ip.get(6) & 0xff;
        int at = IPV6_HEADER_BYTES;
        while (next != TCP && next != UDP) {
            if (ip.remaining() < at + 8) {
                return Optional.empty();
            }
            int length;
            switch (next) {
                // hop-by-hop options, routing, destination options
                case 0, 43, 60 -> length = 8 + 8 * (ip.get(at + 1) & 0xff);
                case 44 -> {
                    if ((ip.getShort(at + 2) & 0xfff8) != 0) {
                        return Optional.empty();
                    }
                    length = 8;
                }
                default -> {
                    return Optional.empty();
                }
            }
            next = ip.get(at) & 0xff;
            at += length;
        }
        return transport(ip, next, at, total - at, address(ip, 8, 16), address(ip, 24, 16));
    }

    private static Optional<TracedPacket> transport(
            ByteBuffer ip, int protocol, int at, int length, InetAddress source, InetAddress destination) {
        if (protocol == TCP && ip.remaining() >= at + TCP_HEADER_BYTES) {
            return tcp(ip, at, source, destination);
        }
        if (protocol == UDP && ip.remaining() >= at + UDP_HEADER_BYTES) {
            return Optional.of(new TracedPacket(
                    Kind.DATAGRAM,
                    new Endpoint(source, Short.toUnsignedInt(ip.getShort(at))),
                    new Endpoint(destination, Short.toUnsignedInt(ip.getShort(at + 2))),
                    hash(ip, at + UDP_HEADER_BYTES, length),
                    0));
        }
        return Optional.empty();
    }

    private static Optional<TracedPacket> tcp(ByteBuffer ip, int at, InetAddress source, InetAddress destination) {
        int flags = ip.get(at + 13) & (SYN | RST | ACK);
        int sequence = ip.getInt(at + 4);
        int acknowledged = ip.getInt(at + 8) - 1;
        Endpoint from = new Endpoint(source, Short.toUnsignedInt(ip.getShort(at)));
        Endpoint to = new Endpoint(destination, Short.toUnsignedInt(ip.getShort(at + 2)));
        return switch (flags) {
            case SYN -> Optional.of(new TracedPacket(Kind.SYN, from, to, sequence, timestamp(ip, at, 0)));
            case SYN | ACK ->
                Optional.of(new TracedPacket(Kind.SYN_ACK, from, to, acknowledged, timestamp(ip, at, Integer.BYTES)));
            // What answers a segment without an acknowledgement has the sequence number 0 (RFC 9293, 3.5.2).
            case RST | ACK ->
                sequence == 0 ? Optional.of(new TracedPacket(Kind.RESET, from, to, acknowledged, 0)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** Returns a value of the timestamps option, the one that is {@code offset} bytes into it; 0 if it is not there. */
    private static int timestamp(ByteBuffer ip, int at, int offset) {
        int end = Math.min(ip.limit(), at + (ip.get(at + 12) >> 4 & 0xf) * 4);
        int option = at + TCP_HEADER_BYTES;
        while (option < end) {
            int kind = ip.get(option);
            if (kind == 0) {
                return 0;
            }
            if (kind == 1) {
                option++;
                continue;
            }
            if (option + 1 >= end) {
                return 0;
            }
            int length = ip.get(option + 1) & 0xff;
            if (length < 2) {
                return 0;
            }
            if (kind == OPTION_TIMESTAMPS && length == 10 && option + length <= end) {
                return ip.getInt(option + 2 + offset);
            }
            option += length;
        }
        return 0;
    }

    private static int hash(ByteBuffer ip, int from, int length) {
        int hash = length;
        int to = Math.min(ip.limit(), from + HASHED_BYTES);
        for (int i = from; i < to; i++) {
            hash = 31 * hash + ip.get(i);
        }
        return hash;
    }

    private static InetAddress address(ByteBuffer ip, int at, int length) {
        byte[] bytes = new byte[length];
        ip.get(at, bytes);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(length + " bytes are an address", e);
        }
    }
}
