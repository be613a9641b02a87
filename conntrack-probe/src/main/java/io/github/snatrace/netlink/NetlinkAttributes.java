package io.github.snatrace.netlink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The attributes of a message, or of an attribute that holds others: by type, immutable. Their numbers are big-endian,
 * as all of netfilter's are; of several attributes of one type the last stands.
 */
public final class NetlinkAttributes {
    private static final int HEADER_BYTES = 4;
    private static final int TYPE = 0x3fff;
    private static final int NESTED = 0x8000;

    private final SortedMap<Integer, byte[]> values;
    private final ByteOrder order;

    private NetlinkAttributes(SortedMap<Integer, byte[]> values, ByteOrder order) {
        this.values = values;
        this.order = order;
    }

    /**
     * Reads attributes (length, type, value, padded to 4 bytes).
     *
     * @param order that of lengths and types, the machine's
     * @throws IOException if a length cannot be
     */
    static NetlinkAttributes parse(byte[] bytes, ByteOrder order) throws IOException {
        SortedMap<Integer, byte[]> values = new TreeMap<>();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
        while (buffer.remaining() >= HEADER_BYTES) {
            int start = buffer.position();
            int length = buffer.getShort() & 0xffff;
            int type = buffer.getShort() & TYPE;
            if (length < HEADER_BYTES || length > bytes.length - start) {
                throw new IOException("netlink: an attribute of " + length + " bytes in a message with "
                        + (bytes.length - start) + " left");
            }
            byte[] value = new byte[length - HEADER_BYTES];
            buffer.get(value);
            values.put(type, value);
            buffer.position(Math.min(bytes.length, start + aligned(length)));
        }
        return new NetlinkAttributes(values, order);
    }

    /** Returns the types that are there, ascending. */
    public Set<Integer> types() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /** Returns a value as it stands in the message. */
    public Optional<byte[]> bytes(int type) {
        return Optional.ofNullable(values.get(type)).map(byte[]::clone);
    }

    /** Returns a value of 1 byte, unsigned; empty if there is none of that size. */
    public OptionalInt u8(int type) {
        byte[] value = values.get(type);
        return value == null || value.length != Byte.BYTES ? OptionalInt.empty() : OptionalInt.of(value[0] & 0xff);
    }

    /** Returns a value of 2 bytes, unsigned; empty if there is none of that size. */
    public OptionalInt u16(int type) {
        byte[] value = values.get(type);
        return value == null || value.length != Short.BYTES
                ? OptionalInt.empty()
                : OptionalInt.of(ByteBuffer.wrap(value).getShort() & 0xffff);
    }

    /** Returns a value of 4 bytes, unsigned; empty if there is none of that size. */
    public OptionalLong u32(int type) {
        byte[] value = values.get(type);
        return value == null || value.length != Integer.BYTES
                ? OptionalLong.empty()
                : OptionalLong.of(ByteBuffer.wrap(value).getInt() & 0xffff_ffffL);
    }

    /** Returns the attributes that one of them holds, none if it is not there. */
    public NetlinkAttributes nested(int type) throws IOException {
        return parse(values.getOrDefault(type, new byte[0]), order);
    }

    /** Returns a builder without attributes. */
    public static Builder builder() {
        return new Builder();
    }

    private static int aligned(int length) {
        return (length + 3) & ~3;
    }

    /** Writes attributes in their order, for a message to this machine's kernel. */
    public static final class Builder {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        private Builder() {}

        /** Adds a number of 1 byte. */
        public Builder u8(int type, int value) {
            return bytes(type, (byte) value);
        }

        /** Adds a number of 2 bytes. */
        public Builder u16(int type, int value) {
            return bytes(
                    type,
                    ByteBuffer.allocate(Short.BYTES).putShort((short) value).array());
        }

        /** Adds a number of 4 bytes. */
        public Builder u32(int type, long value) {
            return bytes(
                    type, ByteBuffer.allocate(Integer.BYTES).putInt((int) value).array());
        }

        /** Adds a text, which the kernel wants to end in a zero byte. */
        public Builder string(int type, String value) {
            return bytes(type, (value + '\0').getBytes(StandardCharsets.UTF_8));
        }

        /** Adds a value as it is. */
        public Builder bytes(int type, byte... value) {
            int length = HEADER_BYTES + value.length;
            ByteBuffer attribute = ByteBuffer.allocate(aligned(length)).order(ByteOrder.nativeOrder());
            attribute.putShort((short) length).putShort((short) type).put(value);
            out.writeBytes(attribute.array());
            return this;
        }

        /** Adds an attribute that holds others. */
        public Builder nested(int type, Builder attributes) {
            return bytes(type | NESTED, attributes.build());
        }

        byte[] build() {
            return out.toByteArray();
        }
    }
}
