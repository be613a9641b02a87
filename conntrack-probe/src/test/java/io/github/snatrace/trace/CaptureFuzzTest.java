package io.github.snatrace.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.host.Damage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever bytes a capture has, it is read to an end or refused in one line, and so is each packet. {@code
 * -Dfuzz.rounds=1000000} makes more of it.
 */
@Timeout(3_600)
final class CaptureFuzzTest {

    private static final byte[] SYN = syn();

    private static byte[] syn() {
        ByteBuffer packet = TracedPackets.tcp("172.17.0.2:20000", "10.99.0.2:8080", TracedPackets.SYN, 7, 0, 3, 0);
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        return bytes;
    }

    private static byte[] pcap() {
        ByteBuffer file = ByteBuffer.allocate(24 + 2 * (16 + SYN.length)).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65_535)
                .putInt(101);
        for (int i = 0; i < 2; i++) {
            file.putInt(5).putInt(i).putInt(SYN.length).putInt(SYN.length).put(SYN);
        }
        return file.array();
    }

    private static byte[] pcapng() {
        int padded = (SYN.length + 3) / 4 * 4;
        ByteBuffer file = ByteBuffer.allocate(28 + 20 + 32 + padded).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x0a0d0d0a)
                .putInt(28)
                .putInt(0x1a2b3c4d)
                .putInt(1)
                .putLong(-1)
                .putInt(28);
        file.putInt(1).putInt(20).putInt(101).putInt(0).putInt(20);
        file.putInt(6)
                .putInt(32 + padded)
                .putInt(0)
                .putInt(0)
                .putInt(77)
                .putInt(SYN.length)
                .putInt(SYN.length);
        file.put(SYN).position(file.position() + padded - SYN.length).putInt(32 + padded);
        return file.array();
    }

    @Test
    void captures_ofAnyBytes_areReadToAnEndOrRefused() {
        Damage damage = new Damage(7);
        List<byte[]> seeds = List.of(pcap(), pcapng());
        int packets = 0;
        int refused = 0;
        for (int round = 0; round < Damage.ROUNDS; round++) {
            byte[] bytes = damage.bytes(seeds);
            try (PcapFile file = PcapFile.open("capture", new ByteArrayInputStream(bytes))) {
                for (Optional<PcapFile.Packet> packet = file.next(); packet.isPresent(); packet = file.next()) {
                    packets++;
                    assertThat(TracedPacket.parse(packet.get().ip())).isNotNull();
                }
            } catch (IOException e) {
                assertThat(e.getMessage()).hasLineCount(1);
                refused++;
            }
        }
        assertThat(packets).isPositive();
        assertThat(refused).isPositive();
    }

    @Test
    void packets_ofAnyBytes_areReadOrPassedOver() {
        Damage damage = new Damage(8);
        int read = 0;
        for (int round = 0; round < Damage.ROUNDS; round++) {
            if (TracedPacket.parse(ByteBuffer.wrap(damage.bytes(List.of(SYN)))).isPresent()) {
                read++;
            }
        }
        assertThat(read).isBetween(1, Damage.ROUNDS - 1);
    }
}
