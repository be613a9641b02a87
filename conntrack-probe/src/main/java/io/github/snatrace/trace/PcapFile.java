package io.github.snatrace.trace;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A capture as tcpdump, tshark and dumpcap write it, pcap or pcapng: its IP packets one after the other. */
final class PcapFile implements AutoCloseable {
    private static final int MICROS = 0xa1b2c3d4;
    private static final int NANOS = 0xa1b23c4d;
    private static final int SECTION = 0x0a0d0d0a;
    private static final int SECTION_ORDER = 0x1a2b3c4d;
    private static final int INTERFACE = 1;
    private static final int SIMPLE_PACKET = 3;
    private static final int STATISTICS = 5;
    private static final int ENHANCED_PACKET = 6;
    private static final int OPTION_RESOLUTION = 9;
    private static final int OPTION_OFFSET = 14;
    private static final int OPTION_DROPPED_BY_INTERFACE = 5;
    private static final int OPTION_DROPPED_BY_SYSTEM = 7;
    private static final int LONGEST_BLOCK = 16 << 20;
    private static final long NANOS_A_SECOND = 1_000_000_000;

    private final String name;
    private final InputStream in;
    private final boolean sections;
    private final List<Link> links = new ArrayList<>();
    private ByteOrder order = ByteOrder.BIG_ENDIAN;
    private boolean nanos;
    private long dropped;

    /**
     * An IP packet of the capture.
     *
     * @param atNanos when it was captured, in nanoseconds since the epoch
     * @param ip the packet from its IP header on, as far as it was captured
     */
    record Packet(long atNanos, ByteBuffer ip) {}

    /**
     * What packets of an interface look like.
     *
     * @param type the link type, as in tcpdump.org's list
     * @param unitsASecond the resolution of their times
     * @param offsetSeconds what is added to their times
     */
    private record Link(int type, long unitsASecond, long offsetSeconds) {}

    private PcapFile(String name, InputStream in) throws IOException {
        this.name = name;
        this.in = in;
        int magic = head(Integer.BYTES).getInt();
        sections = magic == SECTION;
        if (sections) {
            section();
            return;
        }
        if (Integer.reverseBytes(magic) == MICROS || Integer.reverseBytes(magic) == NANOS) {
            order = ByteOrder.LITTLE_ENDIAN;
            magic = Integer.reverseBytes(magic);
        }
        if (magic != MICROS && magic != NANOS) {
            throw new IOException(name + ": neither pcap nor pcapng");
        }
        nanos = magic == NANOS;
        // version, time zone, accuracy, snapshot length, link type: its upper bits tell of a checksum at the end
        ByteBuffer header = head(20);
        links.add(new Link(header.getInt(16) & 0xffff, nanos ? NANOS_A_SECOND : 1_000_000, 0));
    }

    /**
     * Opens a capture.
     *
     * @throws IOException if it cannot be read, or is none
     */
    static PcapFile open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": is a directory");
        }
        return open(file.toString(), new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    }

    static PcapFile open(String name, InputStream in) throws IOException {
        try {
            return new PcapFile(name, in);
        } catch (EOFException e) {
            in.close();
            throw new IOException(name + ": neither pcap nor pcapng", e);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** Returns how many packets the capture says that it lost; pcapng alone can say so. */
    long dropped() {
        return dropped;
    }

    /** Returns the next IP packet; empty at the end, also that of a capture which was cut off in a packet. */
    Optional<Packet> next() throws IOException {
        try {
            while (true) {
                Packet packet = sections ? ofSection() : plain();
                if (packet != null) {
                    return Optional.of(packet);
                }
            }
        } catch (EOFException e) {
            return Optional.empty();
        }
    }

    private @Nullable Packet plain() throws IOException {
        ByteBuffer header = head(16);
        long seconds = Integer.toUnsignedLong(header.getInt());
        long fraction = Integer.toUnsignedLong(header.getInt());
        int captured = length(header.getInt());
        return packet(links.get(0), seconds * NANOS_A_SECOND + (nanos ? fraction : fraction * 1000), head(captured));
    }

    private @Nullable Packet ofSection() throws IOException {
        ByteBuffer header = head(Integer.BYTES);
        int type = header.getInt();
        if (type == SECTION) {
            section();
            return null;
        }
        int length = length(head(Integer.BYTES).getInt());
        if (length < 12) {
            throw new IOException(name + ": a block of " + length + " bytes");
        }
        ByteBuffer body = head(length - 12);
        head(Integer.BYTES);
        switch (type) {
            case INTERFACE -> anInterface(body);
            case STATISTICS -> statistics(body);
            case ENHANCED_PACKET -> {
                return enhanced(body);
            }
            case SIMPLE_PACKET ->
                throw new IOException(name + ": its packets have no times; capture with tcpdump or dumpcap");
            default -> {}
        }
        return null;
    }

    private void section() throws IOException {
        byte[] start = bytes(8);
        order = ByteBuffer.wrap(start).getInt(4) == SECTION_ORDER ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer header = ByteBuffer.wrap(start).order(order);
        int length = length(header.getInt());
        if (header.getInt() != SECTION_ORDER || length < 28) {
            throw new IOException(name + ": a broken section");
        }
        head(length - 12);
        links.clear();
    }

    private void anInterface(ByteBuffer body) throws IOException {
        int type = require(body, 8).getShort() & 0xffff;
        long units = 1_000_000;
        long offset = 0;
        body.position(8);
        while (body.remaining() >= 4) {
            int option = body.getShort() & 0xffff;
            int length = body.getShort() & 0xffff;
            if (option == 0 || length > body.remaining()) {
                break;
            }
            int at = body.position();
            if (option == OPTION_RESOLUTION && length == 1) {
                units = units(body.get(at));
            } else if (option == OPTION_OFFSET && length == Long.BYTES) {
                offset = body.getLong(at);
            }
            body.position(Math.min(body.limit(), at + (length + 3 & ~3)));
        }
        links.add(new Link(type, units, offset));
    }

    private long units(byte resolution) throws IOException {
        int exponent = resolution & 0x7f;
        boolean binary = resolution < 0;
        if (exponent > (binary ? 62 : 18)) {
            throw new IOException(name + ": times of a resolution that nothing has (" + exponent + ")");
        }
        long units = 1;
        for (int i = 0; i < exponent; i++) {
            units *= binary ? 2 : 10;
        }
        return units;
    }

    private void statistics(ByteBuffer body) throws IOException {
        require(body, 12).position(12);
        while (body.remaining() >= 4) {
            int option = body.getShort() & 0xffff;
            int length = body.getShort() & 0xffff;
            if (option == 0 || length > body.remaining()) {
                break;
            }
            int at = body.position();
            boolean counts = option == OPTION_DROPPED_BY_INTERFACE || option == OPTION_DROPPED_BY_SYSTEM;
            if (counts && length == Long.BYTES) {
                dropped += body.getLong(at);
            }
            body.position(Math.min(body.limit(), at + (length + 3 & ~3)));
        }
    }

    private @Nullable Packet enhanced(ByteBuffer body) throws IOException {
        int number = require(body, 20).getInt(0);
        if (number < 0 || number >= links.size()) {
            throw new IOException(name + ": a packet of interface " + number + ", which is not described");
        }
        Link link = links.get(number);
        long units = Integer.toUnsignedLong(body.getInt(4)) << 32 | Integer.toUnsignedLong(body.getInt(8));
        int captured = body.getInt(12);
        if (captured < 0 || captured > body.limit() - 20) {
            throw new IOException(name + ": a packet of " + captured + " bytes in a block of " + body.limit());
        }
        long seconds = Long.divideUnsigned(units, link.unitsASecond) + link.offsetSeconds;
        long fraction = Long.remainderUnsigned(units, link.unitsASecond);
        long atNanos = seconds * NANOS_A_SECOND + Math.round((double) fraction / link.unitsASecond * NANOS_A_SECOND);
        return packet(link, atNanos, body.slice(20, captured));
    }

    private static @Nullable Packet packet(Link link, long atNanos, ByteBuffer frame) throws IOException {
        ByteBuffer ip = LinkType.of(link.type).ip(frame.slice().order(ByteOrder.BIG_ENDIAN));
        return ip == null ? null : new Packet(atNanos, ip);
    }

    private ByteBuffer require(ByteBuffer body, int length) throws IOException {
        if (body.remaining() < length) {
            throw new IOException(name + ": a block of " + body.remaining() + " bytes, expected at least " + length);
        }
        return body;
    }

    private int length(int bytes) throws IOException {
        if (bytes < 0 || bytes > LONGEST_BLOCK) {
            throw new IOException(
                    name + ": a block of " + Integer.toUnsignedString(bytes) + " bytes; the file is broken");
        }
        return bytes;
    }

    private ByteBuffer head(int length) throws IOException {
        return ByteBuffer.wrap(bytes(length)).order(order);
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
