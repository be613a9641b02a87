package io.github.snatrace.trace;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What stands before the IP header of a captured packet. */
enum LinkType {
    /** Ethernet, perhaps with VLAN tags. */
    ETHERNET,
    /** Nothing. */
    RAW,
    /** Linux's own, version 1, of a capture on all interfaces. */
    COOKED,
    /** Linux's own, version 2. */
    COOKED_2;

    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;

    /**
     * Returns the type of a number, as tcpdump.org lists them.
     *
     * @throws IOException if it is one that is not read here
     */
    static LinkType of(int number) throws IOException {
        return switch (number) {
            case 1 -> ETHERNET;
            case 12, 101, 228, 229 -> RAW;
            case 113 -> COOKED;
            case 276 -> COOKED_2;
            default ->
                throw new IOException("packets of link type " + number
                        + " are not read here; expected Ethernet, raw IP or Linux cooked");
        };
    }

    /** Returns a big-endian frame from its IP header on, null if it is no IP packet. */
    @Nullable
    ByteBuffer ip(ByteBuffer frame) {
        return switch (this) {
            case ETHERNET -> behindTags(frame, 12);
            case RAW -> frame;
            case COOKED -> behind(frame, 14, 16);
            case COOKED_2 -> behind(frame, 0, 20);
        };
    }

    private static @Nullable ByteBuffer behindTags(ByteBuffer frame, int typeAt) {
        int at = typeAt;
        while (frame.remaining() >= at + 2) {
            switch (frame.getShort(at) & 0xffff) {
                // 802.1Q, 802.1ad
                case 0x8100, 0x88a8 -> at += 4;
                case IPV4, IPV6 -> {
                    return frame.slice(at + 2, frame.limit() - at - 2);
                }
                default -> {
                    return null;
                }
            }
        }
        return null;
    }

    private static @Nullable ByteBuffer behind(ByteBuffer frame, int typeAt, int length) {
        if (frame.remaining() < length) {
            return null;
        }
        int type = frame.getShort(typeAt) & 0xffff;
        return type == IPV4 || type == IPV6 ? frame.slice(length, frame.limit() - length) : null;
    }
}
