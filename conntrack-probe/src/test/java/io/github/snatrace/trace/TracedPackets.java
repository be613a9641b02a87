package io.github.snatrace.trace;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Writes the packets that tests read, from their IP header on. */
final class TracedPackets {
    static final int SYN = 0x02;
    static final int RST_ACK = 0x14;
    static final int SYN_ACK = 0x12;
    static final int ACK = 0x10;

    private TracedPackets() {}

    /** Returns the endpoint that is written {@code 10.0.0.1:80} or {@code [fd00::1]:80}; no name is looked up. */
    static Endpoint endpoint(String text) {
        int colon = text.lastIndexOf(':');
        String address = text.substring(0, colon).replace("[", "").replace("]", "");
        try {
            return new Endpoint(InetAddress.getByName(address), Integer.parseInt(text.substring(colon + 1)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static TracedPacket syn(String from, String to, int sequence) {
        return syn(from, to, sequence, 0);
    }

    static TracedPacket syn(String from, String to, int sequence, int timestamp) {
        return new TracedPacket(TracedPacket.Kind.SYN, endpoint(from), endpoint(to), sequence, timestamp);
    }

    /** Returns a TCP segment with two NOPs and timestamps, as Linux writes them. */
    static ByteBuffer tcp(String from, String to, int flags, int sequence, int acknowledged, int value, int echo) {
        ByteBuffer tcp = ByteBuffer.allocate(32)
                .putShort((short) endpoint(from).port())
                .putShort((short) endpoint(to).port())
                .putInt(sequence)
                .putInt(acknowledged)
                .put((byte) (8 << 4))
                .put((byte) flags)
                .putShort((short) 64240)
                .putInt(0)
                .put((byte) 1)
                .put((byte) 1)
                .put((byte) 8)
                .put((byte) 10)
                .putInt(value)
                .putInt(echo)
                .flip();
        return ip(6, from, to, tcp);
    }

    static ByteBuffer udp(String from, String to, byte[] payload) {
        ByteBuffer udp = ByteBuffer.allocate(8 + payload.length)
                .putShort((short) endpoint(from).port())
                .putShort((short) endpoint(to).port())
                .putShort((short) (8 + payload.length))
                .putShort((short) 0)
                .put(payload)
                .flip();
        return ip(17, from, to, udp);
    }

    private static ByteBuffer ip(int protocol, String from, String to, ByteBuffer transport) {
        byte[] source = endpoint(from).address().getAddress();
        byte[] destination = endpoint(to).address().getAddress();
        int length = transport.remaining();
        if (source.length == 4) {
            return ByteBuffer.allocate(20 + length)
                    .put((byte) 0x45)
                    .put((byte) 0)
                    .putShort((short) (20 + length))
                    .putInt(0x4000)
                    .put((byte) 64)
                    .put((byte) protocol)
                    .putShort((short) 0)
                    .put(source)
                    .put(destination)
                    .put(transport)
                    .flip();
        }
        return ByteBuffer.allocate(40 + length)
                .putInt(0x60000000)
                .putShort((short) length)
                .put((byte) protocol)
                .put((byte) 64)
                .put(source)
                .put(destination)
                .put(transport)
                .flip();
    }
}
