package io.github.snatrace.trace;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/** A packet socket on one device, read through memory that the kernel shares. */
final class PacketRing implements DeviceCapture {
    private static final int BLOCK_BYTES = 128 << 10;
    private static final int BLOCKS = 128;
    private static final int FRAME_BYTES = 2048;
    /** When the kernel hands over a block that is not full. */
    private static final int RETIRE_MILLIS = 30;

    private static final int PACKET_BYTES = 200;
    private static final int MOST_BLOCKS_IN_A_ROW = 16;

    private static final int TPACKET_V3 = 2;
    private static final int ADDRESS_BYTES = 20;
    private static final int STATISTICS_BYTES = 12;
    private static final int DROPS_AT = 4;
    private static final short EVERY_PROTOCOL = 3;

    private static final int STATUS_AT = 8;
    private static final int OF_KERNEL = 0;
    private static final int OF_USER = 1;
    private static final VarHandle STATUS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final String device;
    private final int descriptor;
    private final Pointer memory;
    private final ByteBuffer ring;
    private int next;
    private boolean closed;

    private PacketRing(String device, int descriptor, Pointer memory) {
        this.device = device;
        this.descriptor = descriptor;
        this.memory = memory;
        this.ring = memory.getByteBuffer(0, (long) BLOCK_BYTES * BLOCKS);
    }

    /**
     * Opens one; nothing that passed before is in it.
     *
     * @throws UnavailableException if there is no such device, or this machine or its rights do not allow it
     */
    static PacketRing open(Host host, NetworkNamespace namespace, String device) throws IOException {
        PacketCalls.require();
        // A socket belongs to the namespace of the thread that opens it, for good.
        return namespace.inside(host, () -> {
            int number = PacketCalls.if_nametoindex(device);
            if (number == 0) {
                throw new UnavailableException("there is no device " + device + " in " + namespace.describe());
            }
            return open(device, number);
        });
    }

    private static PacketRing open(String device, int number) throws IOException {
        int descriptor = socket();
        boolean opened = false;
        try {
            option(descriptor, PacketCalls.SOL_PACKET, PacketCalls.PACKET_VERSION, numbers(TPACKET_V3));
            filter(descriptor);
            // struct tpacket_req3
            option(
                    descriptor,
                    PacketCalls.SOL_PACKET,
                    PacketCalls.PACKET_RX_RING,
                    numbers(
                            BLOCK_BYTES,
                            BLOCKS,
                            FRAME_BYTES,
                            BLOCKS * (BLOCK_BYTES / FRAME_BYTES),
                            RETIRE_MILLIS,
                            0,
                            0));
            // struct sockaddr_ll: family, protocol as the network writes it, device; the rest is of no use here
            byte[] address = new byte[ADDRESS_BYTES];
            ByteBuffer.wrap(address)
                    .order(ByteOrder.nativeOrder())
                    .putShort((short) PacketCalls.AF_PACKET)
                    .put((byte) 0)
                    .put((byte) EVERY_PROTOCOL)
                    .putInt(number);
            PacketCalls.bind(descriptor, address, address.length);
            Pointer memory = PacketCalls.mmap(
                    Pointer.NULL,
                    new NativeLong((long) BLOCK_BYTES * BLOCKS),
                    PacketCalls.PROT_READ_WRITE,
                    PacketCalls.MAP_SHARED,
                    descriptor,
                    new NativeLong(0));
            opened = true;
            return new PacketRing(device, descriptor, memory);
        } catch (LastErrorException e) {
            throw failed("packet socket on " + device, e);
        } finally {
            if (!opened) {
                PacketCalls.close(descriptor);
            }
        }
    }

    private static int socket() throws IOException {
        try {
            // Without a protocol nothing comes before the filter is there.
            return PacketCalls.socket(PacketCalls.AF_PACKET, PacketCalls.SOCK_DGRAM_CLOEXEC, 0);
        } catch (LastErrorException e) {
            throw switch (e.getErrorCode()) {
                case PacketCalls.EPERM, PacketCalls.EACCES ->
                    new UnavailableException("packet sockets need CAP_NET_RAW in the namespace");
                case PacketCalls.EAFNOSUPPORT ->
                    new UnavailableException("this kernel has no packet sockets (CONFIG_PACKET)");
                default -> failed("packet socket", e);
            };
        }
    }

    private static void filter(int descriptor) {
        byte[] program = SynFilter.bytes(SynFilter.program(PACKET_BYTES));
        try (Memory instructions = new Memory(program.length)) {
            instructions.write(0, program, 0, program.length);
            // struct sock_fprog: how many, and where
            ByteBuffer where = ByteBuffer.allocate(2 * Native.POINTER_SIZE).order(ByteOrder.nativeOrder());
            where.putShort((short) (program.length / SynFilter.INSTRUCTION_BYTES));
            long address = Pointer.nativeValue(instructions);
            if (Native.POINTER_SIZE == Long.BYTES) {
                where.putLong(Native.POINTER_SIZE, address);
            } else {
                where.putInt(Native.POINTER_SIZE, (int) address);
            }
            option(descriptor, PacketCalls.SOL_SOCKET, PacketCalls.SO_ATTACH_FILTER, where.array());
        }
    }

    private static void option(int descriptor, int level, int option, byte[] value) {
        PacketCalls.setsockopt(descriptor, level, option, value, value.length);
    }

    private static byte[] numbers(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.nativeOrder());
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }

    private static IOException failed(String call, LastErrorException e) {
        return new UnavailableException(call + ": " + PacketCalls.strerror(e.getErrorCode()));
    }

    @Override
    public boolean read(PacketBlock.Reader reader) throws IOException {
        requireOpen();
        for (int i = 0; i < MOST_BLOCKS_IN_A_ROW; i++) {
            if (!isFilled()) {
                return true;
            }
            PacketBlock.read(ring.slice(next * BLOCK_BYTES, BLOCK_BYTES), reader);
            STATUS.setRelease(ring, next * BLOCK_BYTES + STATUS_AT, OF_KERNEL);
            next = (next + 1) % BLOCKS;
        }
        return false;
    }

    private boolean isFilled() {
        return ((int) STATUS.getAcquire(ring, next * BLOCK_BYTES + STATUS_AT) & OF_USER) != 0;
    }

    @Override
    public void await(Duration time) throws IOException {
        requireOpen();
        if (isFilled()) {
            return;
        }
        // struct pollfd: descriptor, what is waited for, what happened
        ByteBuffer poll = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
        poll.putInt(descriptor).putShort(PacketCalls.POLLIN);
        try {
            PacketCalls.poll(poll.array(), new NativeLong(1), (int) time.toMillis());
        } catch (LastErrorException e) {
            if (e.getErrorCode() != PacketCalls.EINTR) {
                throw failed("poll", e);
            }
        }
    }

    @Override
    public long missed() throws IOException {
        requireOpen();
        // A device that is down tells so once, and hands over no packet after that.
        int error = answer(PacketCalls.SOL_SOCKET, PacketCalls.SO_ERROR, Integer.BYTES)
                .getInt(0);
        if (error != 0) {
            throw new UnavailableException("packet socket on " + device + ": " + PacketCalls.strerror(error));
        }
        return Integer.toUnsignedLong(answer(PacketCalls.SOL_PACKET, PacketCalls.PACKET_STATISTICS, STATISTICS_BYTES)
                .getInt(DROPS_AT));
    }

    private ByteBuffer answer(int level, int option, int length) throws IOException {
        byte[] value = new byte[length];
        try {
            PacketCalls.getsockopt(descriptor, level, option, value, numbers(length));
        } catch (LastErrorException e) {
            throw failed("packet socket on " + device, e);
        }
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the packet socket is closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            PacketCalls.munmap(memory, new NativeLong((long) BLOCK_BYTES * BLOCKS));
            PacketCalls.close(descriptor);
        }
    }
}
