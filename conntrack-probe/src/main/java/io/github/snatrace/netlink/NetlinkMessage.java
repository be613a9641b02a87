package io.github.snatrace.netlink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A message of netfilter's netlink: a header (length, type, flags, sequence number, port: 16 bytes in the machine's
 * byte order), netfilter's own header (family, version, resource: 4 bytes, big-endian), and {@linkplain
 * NetlinkAttributes attributes}. Immutable.
 */
public final class NetlinkMessage {
    /** The flag of a request that is answered with everything there is. */
    public static final int DUMP = 0x300;
    /** The flag of a request that makes something. */
    public static final int CREATE = 0x400;

    /** The flag of a request that makes something behind all others of its kind. */
    public static final int APPEND = 0x800;

    private static final int REQUEST = 0x1;
    private static final int ACK = 0x4;
    private static final int DUMP_INTERRUPTED = 0x10;
    private static final int ERROR = 2;
    private static final int DONE = 3;
    private static final int TRANSACTION_BEGIN = 16;
    private static final int TRANSACTION_END = 17;
    private static final int HEADER_BYTES = 16;
    private static final int NETFILTER_HEADER_BYTES = 4;

    private final int type;
    private final int flags;
    private final int sequence;
    private final byte[] payload;
    private final ByteOrder order;

    private NetlinkMessage(int type, int flags, int sequence, byte[] payload, ByteOrder order) {
        this.type = type;
        this.flags = flags;
        this.sequence = sequence;
        this.payload = payload;
        this.order = order;
    }

    /**
     * Returns a message to one of netfilter's subsystems.
     *
     * @param subsystem which, {@code NFNL_SUBSYS_*}
     * @param operation what it is to do, by the subsystem's own numbers
     * @param flags what the request is beyond a request: {@link #DUMP}, {@link #CREATE}, or 0
     * @param family the protocol family, {@code AF_*}, 0 for any
     * @param resource whose: the number of a queue or group, 0 where there is none
     */
    public static NetlinkMessage to(
            int subsystem, int operation, int flags, int family, int resource, NetlinkAttributes.Builder attributes) {
        byte[] body = attributes.build();
        byte[] payload = ByteBuffer.allocate(NETFILTER_HEADER_BYTES + body.length)
                .put((byte) family)
                .put((byte) 0)
                .putShort((short) resource)
                .put(body)
                .array();
        return new NetlinkMessage(subsystem << 8 | operation, REQUEST | flags, 0, payload, ByteOrder.nativeOrder());
    }

    /**
     * Returns a message to another netlink than netfilter's, in that one's own form.
     *
     * @param type its type
     * @param flags what the request is beyond a request: {@link #DUMP}, or 0
     * @param payload what it carries behind the header
     */
    public static NetlinkMessage plain(int type, int flags, byte... payload) {
        return new NetlinkMessage(type, REQUEST | flags, 0, payload.clone(), ByteOrder.nativeOrder());
    }

    static NetlinkMessage transactionBegin(int subsystem, int sequence) {
        return to(0, TRANSACTION_BEGIN, 0, 0, subsystem, NetlinkAttributes.builder())
                .numbered(sequence);
    }

    static NetlinkMessage transactionEnd(int subsystem, int sequence) {
        return to(0, TRANSACTION_END, 0, 0, subsystem, NetlinkAttributes.builder())
                .numbered(sequence);
    }

    private NetlinkMessage numbered(int number) {
        return new NetlinkMessage(type, flags, number, payload, order);
    }

    /**
     * Reads the messages of one datagram.
     *
     * @param order the byte order of the machine that it was sent on
     * @throws IOException if a length cannot be
     */
    public static List<NetlinkMessage> parse(byte[] datagram, ByteOrder order) throws IOException {
        List<NetlinkMessage> messages = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(datagram).order(order);
        while (buffer.remaining() >= HEADER_BYTES) {
            int start = buffer.position();
            int length = buffer.getInt();
            if (length < HEADER_BYTES || length > datagram.length - start) {
                throw new IOException("netlink: a message of " + length + " bytes in a datagram with "
                        + (datagram.length - start) + " left");
            }
            int type = buffer.getShort() & 0xffff;
            int flags = buffer.getShort() & 0xffff;
            int sequence = buffer.getInt();
            byte[] payload = Arrays.copyOfRange(datagram, start + HEADER_BYTES, start + length);
            messages.add(new NetlinkMessage(type, flags, sequence, payload, order));
            buffer.position(Math.min(datagram.length, start + ((length + 3) & ~3)));
        }
        return messages;
    }

    /** Returns the bytes that go over the socket. */
    public byte[] bytes() {
        return ByteBuffer.allocate(HEADER_BYTES + payload.length)
                .order(order)
                .putInt(HEADER_BYTES + payload.length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0)
                .put(payload)
                .array();
    }

    /** Returns the same message as a request that is acknowledged, and whose answers bear {@code sequence}. */
    NetlinkMessage acknowledged(int sequence) {
        return new NetlinkMessage(type, flags | ACK, sequence, payload, order);
    }

    /** Returns the number of the request that it answers, 0 for what came by itself. */
    public int sequence() {
        return sequence;
    }

    /** Returns whether it is an answer of {@code subsystem}, {@code operation}. */
    public boolean is(int subsystem, int operation) {
        return type == (subsystem << 8 | operation) && payload.length >= NETFILTER_HEADER_BYTES;
    }

    /** Returns whether it is the last answer to a request. */
    public boolean isLast() {
        return type == ERROR || type == DONE;
    }

    /** Returns whether what is dumped changed meanwhile, so that it has to be asked for again. */
    public boolean isInterrupted() {
        return (flags & DUMP_INTERRUPTED) != 0;
    }

    /** Returns the error of a {@linkplain #isLast last} answer, positive; 0 if there was none. */
    public int error() {
        return isLast() && payload.length >= Integer.BYTES
                ? -ByteBuffer.wrap(payload).order(order).getInt()
                : 0;
    }

    /** Returns the protocol family that netfilter's header names, {@code AF_*}. */
    public int family() {
        return payload.length < NETFILTER_HEADER_BYTES ? 0 : payload[0] & 0xff;
    }

    /** Returns the resource that netfilter's header names: the number of a queue, a group, a CPU. */
    public int resource() {
        return payload.length < NETFILTER_HEADER_BYTES
                ? 0
                : ByteBuffer.wrap(payload).getShort(2) & 0xffff;
    }

    /** Returns its type: that of other netlinks than netfilter's. */
    public int type() {
        return type;
    }

    /** Returns what it carries behind the header, as it stands. */
    public byte[] payload() {
        return payload.clone();
    }

    /**
     * Reads the attributes behind netfilter's header.
     *
     * @throws IOException if a length cannot be
     */
    public NetlinkAttributes attributes() throws IOException {
        return attributes(NETFILTER_HEADER_BYTES);
    }

    /**
     * Reads the attributes behind another header.
     *
     * @param header how many bytes that one has
     * @throws IOException if a length cannot be
     */
    public NetlinkAttributes attributes(int header) throws IOException {
        int from = Math.min(header, payload.length);
        return NetlinkAttributes.parse(Arrays.copyOfRange(payload, from, payload.length), order);
    }
}
