package io.github.snatrace.trace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes the messages in which the kernel logs packets. */
final class LogMessages {
    private LogMessages() {}

    /** Returns a datagram with one packet; a time of 0 leaves its time out. */
    static byte[] of(ByteOrder order, int family, int number, long micros, int device, ByteBuffer packet) {
        int packetBytes = (packet.remaining() + 3) & ~3;
        int length = 16 + 4 + 8 + (micros == 0 ? 0 : 20) + 8 + 4 + packetBytes;
        ByteBuffer message = ByteBuffer.allocate(length).order(order);
        message.putInt(length).putShort((short) (4 << 8)).putShort((short) 0).putLong(0);
        message.put((byte) family).put((byte) 0).putShort((short) 0);
        attribute(message.order(order), 12, 4).putInt(number);
        if (micros != 0) {
            attribute(message.order(order), 3, 16).putLong(micros / 1_000_000).putLong(micros % 1_000_000);
        }
        attribute(message.order(order), 5, 4).putInt(device);
        attribute(message.order(order), 9, packet.remaining()).put(packet.duplicate());
        return message.array();
    }

    /** Writes an attribute's header in the order of the message; what it holds is big-endian. */
    private static ByteBuffer attribute(ByteBuffer message, int type, int length) {
        return message.putShort((short) (4 + length)).putShort((short) type).order(ByteOrder.BIG_ENDIAN);
    }
}
