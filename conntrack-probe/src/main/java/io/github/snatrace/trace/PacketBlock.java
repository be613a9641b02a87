package io.github.snatrace.trace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

/**
 * Packets of a device as the kernel puts them, a block at a time, into memory that it shares (TPACKET_V3, {@code struct
 * tpacket_block_desc} and {@code tpacket3_hdr}).
 */
final class PacketBlock {
    private static final int PACKETS_AT = 12;
    private static final int FIRST_AT = 16;

    private static final int NEXT_AT = 0;
    private static final int SECONDS_AT = 4;
    private static final int NANOS_AT = 8;
    private static final int LENGTH_AT = 12;
    private static final int NETWORK_AT = 26;
    /** Behind the header stands the device's address of the packet, {@code struct sockaddr_ll}. */
    private static final int DIRECTION_AT = 48 + 10;

    private static final int OUTGOING = 4;

    private PacketBlock() {}

    /** Gets the packets of a block. */
    @FunctionalInterface
    interface Reader {
        /**
         * Gets one.
         *
         * @param atNanos when it passed, in nanoseconds since the epoch
         * @param outgoing whether it left by the device, or came
         * @param packet it, from its IP header on, as long as this call lasts
         */
        void packet(long atNanos, boolean outgoing, ByteBuffer packet);
    }

    /** Reads a block that the kernel has handed over. */
    static void read(ByteBuffer shared, Reader reader) {
        ByteBuffer block = shared.slice().order(ByteOrder.nativeOrder());
        int at = block.getInt(FIRST_AT);
        for (int left = block.getInt(PACKETS_AT); left > 0; left--) {
            long atNanos = TimeUnit.SECONDS.toNanos(Integer.toUnsignedLong(block.getInt(at + SECONDS_AT)))
                    + Integer.toUnsignedLong(block.getInt(at + NANOS_AT));
            boolean outgoing = block.get(at + DIRECTION_AT) == OUTGOING;
            int network = at + Short.toUnsignedInt(block.getShort(at + NETWORK_AT));
            reader.packet(atNanos, outgoing, block.slice(network, block.getInt(at + LENGTH_AT)));
            at += block.getInt(at + NEXT_AT);
        }
    }
}
