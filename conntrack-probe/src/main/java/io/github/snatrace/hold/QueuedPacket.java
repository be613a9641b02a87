package io.github.snatrace.hold;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A packet in the queue.
 *
 * @param id its number in the queue
 * @param identity what translation does not change in it: by that it is known again
 */
record QueuedPacket(int id, Hook hook, Tuple tuple, ByteBuffer identity) {
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;
    private static final int TCP_BYTES = 20;
    private static final int UDP_BYTES = 8;

    /** Reads a packet from its IP header on; empty if it is neither TCP nor UDP over IP, or fragmented. */
    static Optional<QueuedPacket> parse(int id, Hook hook, byte[] packet) {
        if (packet.length < IPV4_BYTES) {
            return Optional.empty();
        }
        boolean inet6 = (packet[0] & 0xf0) == 0x60;
        int transport = inet6 ? IPV6_BYTES : (packet[0] & 0xf) * 4;
        if (packet.length < transport + UDP_BYTES || (!inet6 && ((packet[6] & 0x1f) | packet[7]) != 0)) {
            return Optional.empty();
        }
        int number = packet[inet6 ? 6 : 9];
        for (Tuple.Protocol protocol : Tuple.Protocol.values()) {
            if (protocol.number() == number && packet.length >= transport + headerBytes(protocol)) {
                return Optional.of(new QueuedPacket(
                        id,
                        hook,
                        new Tuple(
                                protocol,
                                endpoint(packet, inet6 ? 8 : 12, inet6, transport),
                                endpoint(packet, inet6 ? 24 : 16, inet6, transport + 2)),
                        identity(packet, inet6, transport, protocol)));
            }
        }
        return Optional.empty();
    }

    private static int headerBytes(Tuple.Protocol protocol) {
        return protocol == Tuple.Protocol.TCP ? TCP_BYTES : UDP_BYTES;
    }

    private static InetSocketAddress endpoint(byte[] packet, int address, boolean inet6, int port) {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(Arrays.copyOfRange(packet, address, address + (inet6 ? 16 : 4))),
                    ByteBuffer.wrap(packet).getShort(port) & 0xffff);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Identification or flow label, and everything behind the ports but the checksum. */
    private static ByteBuffer identity(byte[] packet, boolean inet6, int transport, Tuple.Protocol protocol) {
        int checksum = transport + (protocol == Tuple.Protocol.TCP ? 16 : 6);
        ByteBuffer identity = ByteBuffer.allocate(4 + packet.length - transport);
        if (inet6) {
            identity.put((byte) (packet[1] & 0xf)).put(packet, 2, 2);
        } else {
            identity.put(packet, 4, 2);
        }
        identity.put(packet, transport + 4, checksum - transport - 4);
        identity.put(packet, checksum + 2, packet.length - checksum - 2);
        return identity.flip();
    }
}
