package io.github.snatrace.conntrack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes the requests for connection tracking statistics and reads the answers.
 *
 * <p>A message is a header (length, type, flags, sequence number, port: 16 bytes in the machine's byte order), netfilter's own header
 * (family, version, resource: 4 bytes), and attributes (length, type, value, padded to 4 bytes). Netfilter's numbers are big-endian.
 */
final class CtnetlinkMessages {
    static final int ERROR = 2;
    static final int DONE = 3;
    static final int GET_STATS_CPU = 1 << 8 | 4;
    static final int GET_STATS = 1 << 8 | 5;
    static final int REQUEST = 0x1;
    static final int DUMP = 0x300;

    private static final int DUMP_INTERRUPTED = 0x10;
    private static final int HEADER_BYTES = 16;
    private static final int NETFILTER_HEADER_BYTES = 4;
    private static final int ATTRIBUTE_HEADER_BYTES = 4;
    private static final int ATTRIBUTE_TYPE = 0x3fff;
    private static final int GLOBAL_ENTRIES = 1;

    private static final Map<Integer, Counter> COUNTERS = Map.ofEntries(
            Map.entry(1, Counter.SEARCHED),
            Map.entry(2, Counter.FOUND),
            Map.entry(3, Counter.NEW),
            Map.entry(4, Counter.INVALID),
            Map.entry(5, Counter.IGNORE),
            Map.entry(6, Counter.DELETE),
            Map.entry(7, Counter.DELETE_LIST),
            Map.entry(8, Counter.INSERT),
            Map.entry(9, Counter.INSERT_FAILED),
            Map.entry(10, Counter.DROP),
            Map.entry(11, Counter.EARLY_DROP),
            Map.entry(12, Counter.ICMP_ERROR),
            Map.entry(13, Counter.SEARCH_RESTART),
            Map.entry(14, Counter.CLASHRES),
            Map.entry(15, Counter.CHAINLENGTH));

    private final int sequence;
    private final ByteOrder order;
    private final List<CpuCounters> cpus = new ArrayList<>();
    private OptionalLong entries = OptionalLong.empty();
    private boolean done;
    private boolean interrupted;

    /** Reads the answers to the request {@code sequence}, headers in {@code order}. */
    CtnetlinkMessages(int sequence, ByteOrder order) {
        this.sequence = sequence;
        this.order = order;
    }

    /** Returns the request for {@code type}. */
    static byte[] request(int type, int flags, int sequence) {
        return ByteBuffer.allocate(HEADER_BYTES + NETFILTER_HEADER_BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(HEADER_BYTES + NETFILTER_HEADER_BYTES)
                .putShort((short) type)
                .putShort((short) (REQUEST | flags))
                .putInt(sequence)
                .array();
    }

    /**
     * Reads the messages of one datagram.
     *
     * @throws IOException if the kernel refuses the request, or the datagram is broken
     */
    void accept(byte[] datagram) throws IOException {
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
            int answered = buffer.getInt();
            buffer.getInt();
            ByteBuffer payload = buffer.slice(start + HEADER_BYTES, length - HEADER_BYTES);
            if (answered == sequence) {
                message(type, flags, payload);
            }
            buffer.position(Math.min(datagram.length, start + aligned(length)));
        }
    }

    private void message(int type, int flags, ByteBuffer payload) throws IOException {
        interrupted |= (flags & DUMP_INTERRUPTED) != 0;
        if (type == ERROR || type == DONE) {
            done = true;
            int error = payload.remaining() < 4 ? 0 : -payload.order(order).getInt();
            if (error > 0) {
                throw refused(error);
            }
            return;
        }
        boolean statistics = type == GET_STATS_CPU || type == GET_STATS;
        if (!statistics || payload.remaining() < NETFILTER_HEADER_BYTES) {
            return;
        }
        payload.order(ByteOrder.BIG_ENDIAN).getShort();
        int resource = payload.getShort() & 0xffff;
        SortedMap<Integer, Long> attributes = attributes(payload);
        if (type == GET_STATS) {
            Long count = attributes.get(GLOBAL_ENTRIES);
            entries = count == null ? OptionalLong.empty() : OptionalLong.of(count);
            done = true;
            return;
        }
        SortedMap<Counter, Long> counters = new TreeMap<>();
        attributes.forEach((attribute, value) -> {
            Counter counter = COUNTERS.get(attribute);
            counters.put(counter == null ? Counter.named("attribute" + attribute) : counter, value);
        });
        cpus.add(new CpuCounters(resource, counters));
    }

    private SortedMap<Integer, Long> attributes(ByteBuffer payload) throws IOException {
        SortedMap<Integer, Long> attributes = new TreeMap<>();
        while (payload.remaining() >= ATTRIBUTE_HEADER_BYTES) {
            int start = payload.position();
            payload.order(order);
            int length = payload.getShort() & 0xffff;
            int type = payload.getShort() & ATTRIBUTE_TYPE;
            if (length < ATTRIBUTE_HEADER_BYTES || length > payload.limit() - start) {
                throw new IOException("netlink: an attribute of " + length + " bytes in a message with "
                        + (payload.limit() - start) + " left");
            }
            if (length == ATTRIBUTE_HEADER_BYTES + Integer.BYTES) {
                attributes.put(type, payload.order(ByteOrder.BIG_ENDIAN).getInt() & 0xffff_ffffL);
            }
            payload.position(Math.min(payload.limit(), start + aligned(length)));
        }
        return attributes;
    }

    private static int aligned(int length) {
        return (length + 3) & ~3;
    }

    private static IOException refused(int error) {
        return switch (error) {
            case Libc.EPERM ->
                new SourceUnavailableException(
                        "needs CAP_NET_ADMIN in the namespace: run as root, or inside its user namespace (nsenter --user --net"
                                + " --target PID ...)");
            case Libc.EINVAL, Libc.EOPNOTSUPP ->
                new SourceUnavailableException(
                        "this kernel has no netlink for connection tracking; load the module nf_conntrack_netlink"
                                + " (CONFIG_NF_CT_NETLINK)");
            default -> new SourceUnavailableException("the kernel refused the request with error " + error);
        };
    }

    /** Returns whether the last answer has come. */
    boolean isDone() {
        return done;
    }

    /** Returns whether the counters changed shape while they were read, so that they have to be read again. */
    boolean isInterrupted() {
        return interrupted;
    }

    /** Returns each CPU's counters, as far as they have come. */
    List<CpuCounters> cpus() {
        return List.copyOf(cpus);
    }

    /** Returns how many entries the table holds, empty unless that was asked for. */
    OptionalLong entries() {
        return entries;
    }
}
