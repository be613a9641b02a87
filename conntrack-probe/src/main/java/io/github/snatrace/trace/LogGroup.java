package io.github.snatrace.trace;

import io.github.snatrace.netlink.NetlinkAttributes;
import io.github.snatrace.netlink.NetlinkMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Writes what nfnetlink_log is asked for, and reads the packets that it sends. */
final class LogGroup {
    static final int SUBSYSTEM = 4;
    static final int PACKET = 0;
    static final int CONFIGURE = 1;

    private static final int HEADER_BYTES = 16;
    private static final int NETFILTER_HEADER_BYTES = 4;
    private static final int ATTRIBUTE_TYPE = 0x3fff;
    private static final int COMMAND = 1;
    private static final int MODE = 2;
    private static final int BUFFER = 3;
    private static final int FLUSH_AFTER = 4;
    private static final int FLUSH_AT = 5;
    private static final int FLAGS = 6;
    private static final int BIND = 1;
    private static final byte COPY_PACKET = 2;
    private static final int NUMBERED = 1;
    private static final int A_TIMESTAMP = 3;
    private static final int AN_OUT_DEVICE = 5;
    private static final int A_PAYLOAD = 9;
    private static final int A_NUMBER = 12;
    /** Of a packet that is with its link-layer header, the family is that of devices. */
    private static final int FAMILY_OF_DEVICES = 5;

    private static final int ETHERNET_HEADER_BYTES = 14;

    private LogGroup() {}

    /**
     * A logged packet.
     *
     * @param number how many the group had logged before, 32 bits
     * @param atNanos when, in nanoseconds since the epoch; empty where the kernel does not say
     * @param outDevice the index of the device that it is to leave by, where that is known
     * @param packet the packet from its IP header on
     */
    record Logged(OptionalInt number, OptionalLong atNanos, OptionalInt outDevice, ByteBuffer packet) {}

    /** Gets logged packets. */
    @FunctionalInterface
    interface Reader {
        /** Gets the next one. */
        void logged(Logged packet) throws IOException;
    }

    /** Returns the request for all that rules log to a group, which is refused if somebody else has it. */
    static NetlinkMessage bind(int group) {
        return configure(group, NetlinkAttributes.builder().u8(COMMAND, BIND));
    }

    /** Returns the request to log the beginning of packets, numbered, many to a message, and none of them late. */
    static NetlinkMessage settings(int group, int packetBytes, int bufferBytes, int packets) {
        byte[] mode =
                ByteBuffer.allocate(6).putInt(packetBytes).put(COPY_PACKET).array();
        return configure(
                group,
                NetlinkAttributes.builder()
                        .bytes(MODE, mode)
                        .u32(BUFFER, bufferBytes)
                        // in hundredths of a second
                        .u32(FLUSH_AFTER, 1)
                        .u32(FLUSH_AT, packets)
                        .u16(FLAGS, NUMBERED));
    }

    private static NetlinkMessage configure(int group, NetlinkAttributes.Builder attributes) {
        return NetlinkMessage.to(SUBSYSTEM, CONFIGURE, 0, 0, group, attributes);
    }

    /**
     * Reads the packets of a datagram, without a copy of them: there are tens of thousands a second.
     *
     * @param order the byte order of headers, the machine's
     * @throws IOException if a length cannot be
     */
    static void read(byte[] datagram, ByteOrder order, Reader reader) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(datagram).order(order);
        int at = 0;
        while (datagram.length - at >= HEADER_BYTES) {
            int length = buffer.getInt(at);
            int type = buffer.getShort(at + 4) & 0xffff;
            if (length < HEADER_BYTES || length > datagram.length - at) {
                throw new IOException("netlink: a message of " + length + " bytes in a datagram with "
                        + (datagram.length - at) + " left");
            }
            if (type == (SUBSYSTEM << 8 | PACKET) && length >= HEADER_BYTES + NETFILTER_HEADER_BYTES) {
                packet(buffer, at + HEADER_BYTES, at + length, order, reader);
            }
            at += (length + 3) & ~3;
        }
    }

    private static void packet(ByteBuffer buffer, int start, int end, ByteOrder order, Reader reader)
            throws IOException {
        int family = buffer.get(start) & 0xff;
        OptionalInt number = OptionalInt.empty();
        OptionalLong time = OptionalLong.empty();
        OptionalInt device = OptionalInt.empty();
        ByteBuffer payload = null;
        int at = start + NETFILTER_HEADER_BYTES;
        while (end - at >= 4) {
            int length = buffer.order(order).getShort(at) & 0xffff;
            int type = buffer.getShort(at + 2) & ATTRIBUTE_TYPE;
            if (length < 4 || length > end - at) {
                throw new IOException(
                        "netlink: an attribute of " + length + " bytes in a message with " + (end - at) + " left");
            }
            buffer.order(ByteOrder.BIG_ENDIAN);
            int value = at + 4;
            switch (type) {
                case A_NUMBER -> number = OptionalInt.of(buffer.getInt(value));
                case A_TIMESTAMP ->
                    time = OptionalLong.of(buffer.getLong(value) * 1_000_000_000 + buffer.getLong(value + 8) * 1000);
                case AN_OUT_DEVICE -> device = OptionalInt.of(buffer.getInt(value));
                case A_PAYLOAD -> payload = buffer.slice(value, length - 4);
                default -> {}
            }
            buffer.order(order);
            at += (length + 3) & ~3;
        }
        if (payload != null) {
            reader.logged(new Logged(number, time, device, network(family, payload)));
        }
    }

    private static ByteBuffer network(int family, ByteBuffer payload) {
        if (family != FAMILY_OF_DEVICES || payload.remaining() < ETHERNET_HEADER_BYTES) {
            return payload;
        }
        ByteBuffer ip = LinkType.ETHERNET.ip(payload.slice().order(ByteOrder.BIG_ENDIAN));
        // A tunnel's packets have no link-layer header.
        return ip == null ? payload : ip;
    }
}
