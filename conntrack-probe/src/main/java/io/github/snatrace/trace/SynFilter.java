package io.github.snatrace.trace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel is to hand over of all packets that pass a device: SYNs, SYN/ACKs and the resets that answer a SYN,
 * as a program of classic BPF that looks at a packet from its IP header on. IPv6 packets with extension headers are
 * handed over whatever they are.
 */
final class SynFilter {
    private static final int LOAD_BYTE = 0x30;
    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_WORD_BEHIND = 0x40;
    private static final int LOAD_BYTE_BEHIND = 0x50;
    private static final int SET_TO_HEADER_BYTES = 0xb1;
    private static final int SET = 0x01;
    private static final int AND = 0x54;
    private static final int GO = 0x05;
    private static final int IF_EQUAL = 0x15;
    private static final int IF_BITS = 0x45;
    private static final int RETURN = 0x06;

    private static final int TCP = 6;
    private static final int FRAGMENT_OFFSET = 0x1fff;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int SYN = 0x02;
    private static final int SYN_ACK = 0x12;
    private static final int RST_ACK = 0x14;
    private static final int SYN_RST_ACK = 0x16;
    private static final int FLAGS_AT = 13;
    private static final int SEQUENCE_AT = 4;
    static final int INSTRUCTION_BYTES = 8;

    // Where the parts of the program begin.
    private static final int IPV6 = 9;
    private static final int SEGMENT = 17;
    private static final int ACCEPT = 24;
    private static final int DROP = 25;

    private final List<Instruction> instructions = new ArrayList<>();

    private SynFilter() {}

    /**
     * An instruction.
     *
     * @param code what it does
     * @param then how many are left out behind it if what it asks for is so
     * @param otherwise how many if it is not
     * @param value its operand
     */
    record Instruction(int code, int then, int otherwise, int value) {}

    /**
     * Returns the program.
     *
     * @param packetBytes how much of a packet is handed over
     */
    static List<Instruction> program(int packetBytes) {
        SynFilter filter = new SynFilter();
        filter.add(LOAD_BYTE, 0);
        filter.add(AND, 0xf0);
        filter.choose(IF_EQUAL, 0x40, 3, IPV6);
        filter.ipv4();
        filter.ipv6();
        filter.segment();
        filter.add(RETURN, packetBytes);
        filter.add(RETURN, 0);
        return filter.instructions;
    }

    private void ipv4() {
        add(LOAD_BYTE, 9);
        choose(IF_EQUAL, TCP, 5, DROP);
        add(LOAD_HALF, 6);
        choose(IF_BITS, FRAGMENT_OFFSET, DROP, 7);
        add(SET_TO_HEADER_BYTES, 0);
        add(GO, SEGMENT - IPV6);
    }

    private void ipv6() {
        choose(IF_EQUAL, 0x60, 10, DROP);
        add(LOAD_BYTE, 6);
        // Options of two kinds, a route, a fragment.
        for (int extension : new int[] {0, 60, 43, 44}) {
            choose(IF_EQUAL, extension, ACCEPT, instructions.size() + 1);
        }
        choose(IF_EQUAL, TCP, 16, DROP);
        add(SET, IPV6_HEADER_BYTES);
    }

    private void segment() {
        add(LOAD_BYTE_BEHIND, FLAGS_AT);
        add(AND, SYN_RST_ACK);
        choose(IF_EQUAL, SYN, ACCEPT, 20);
        choose(IF_EQUAL, SYN_ACK, ACCEPT, 21);
        choose(IF_EQUAL, RST_ACK, 22, DROP);
        add(LOAD_WORD_BEHIND, SEQUENCE_AT);
        choose(IF_EQUAL, 0, ACCEPT, DROP);
    }

    private void add(int code, int value) {
        instructions.add(new Instruction(code, 0, 0, value));
    }

    private void choose(int code, int value, int then, int otherwise) {
        int next = instructions.size() + 1;
        instructions.add(new Instruction(code, then - next, otherwise - next, value));
    }

    /** Returns a program as the kernel takes it, {@code struct sock_filter} for each instruction. */
    static byte[] bytes(List<Instruction> program) {
        ByteBuffer bytes =
                ByteBuffer.allocate(program.size() * INSTRUCTION_BYTES).order(ByteOrder.nativeOrder());
        for (Instruction instruction : program) {
            bytes.putShort((short) instruction.code())
                    .put((byte) instruction.then())
                    .put((byte) instruction.otherwise())
                    .putInt(instruction.value());
        }
        return bytes.array();
    }
}
