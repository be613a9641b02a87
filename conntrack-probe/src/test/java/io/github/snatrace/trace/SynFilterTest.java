package io.github.snatrace.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SynFilterTest {
    private static final int BYTES = 200;
    private static final List<SynFilter.Instruction> PROGRAM = SynFilter.program(BYTES);

    @ParameterizedTest
    @CsvSource({
        "0x02, 7, 200",
        "0x12, 7, 200",
        "0x14, 0, 200",
        "0x14, 7, 0",
        "0x10, 7, 0",
        "0x18, 7, 0",
        "0x11, 7, 0",
        "0xc2, 7, 200",
    })
    void segment_isHandedOverIfItOpensAConnectionOrAnswersThat(String flags, int sequence, int bytes) {
        int bits = Integer.decode(flags);

        assertThat(List.of("172.17.0.2:20000 10.99.0.2:80", "[fd00::2]:20000 [fd00::3]:80"))
                .allSatisfy(pair -> {
                    String[] ends = pair.split(" ", -1);
                    assertThat(handedOver(TracedPackets.tcp(ends[0], ends[1], bits, sequence, 0, 3, 0)))
                            .isEqualTo(bytes);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"172.17.0.2:20000 10.99.0.2:53", "[fd00::2]:20000 [fd00::3]:53"})
    void datagram_isNot(String pair) {
        String[] ends = pair.split(" ", -1);

        assertThat(handedOver(TracedPackets.udp(ends[0], ends[1], "query".getBytes(StandardCharsets.US_ASCII))))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"0x2000, 200", "0x4000, 200", "0x0001, 0", "0x20b9, 0"})
    void fragment_isHandedOverIfItIsTheFirst(String fragment, int bytes) {
        ByteBuffer packet = TracedPackets.tcp("172.17.0.2:20000", "10.99.0.2:80", TracedPackets.SYN, 7, 0, 3, 0);
        packet.putShort(6, (short) Integer.decode(fragment).intValue());

        assertThat(handedOver(packet)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"0, 200", "60, 200", "43, 200", "44, 200", "58, 0", "17, 0"})
    void ipv6_withAHeaderBetween_isHandedOver(int next, int bytes) {
        ByteBuffer packet = TracedPackets.tcp("[fd00::2]:20000", "[fd00::3]:80", TracedPackets.ACK, 7, 0, 3, 0);
        packet.put(6, (byte) next);

        assertThat(handedOver(packet)).isEqualTo(bytes);
    }

    /** Runs the program as the kernel does: one accumulator, one index. */
    private static int handedOver(ByteBuffer packet) {
        int accumulator = 0;
        int index = 0;
        int at = 0;
        while (true) {
            SynFilter.Instruction step = PROGRAM.get(at++);
            int value = step.value();
            switch (step.code()) {
                case 0x30 -> accumulator = packet.get(value) & 0xff;
                case 0x28 -> accumulator = packet.getShort(value) & 0xffff;
                case 0x40 -> accumulator = packet.getInt(index + value);
                case 0x50 -> accumulator = packet.get(index + value) & 0xff;
                case 0xb1 -> index = 4 * (packet.get(value) & 0xf);
                case 0x01 -> index = value;
                case 0x54 -> accumulator &= value;
                case 0x05 -> at += value;
                case 0x15 -> at += accumulator == value ? step.then() : step.otherwise();
                case 0x45 -> at += (accumulator & value) != 0 ? step.then() : step.otherwise();
                case 0x06 -> {
                    return value;
                }
                default -> throw new IllegalStateException(step.toString());
            }
        }
    }
}
