package io.github.snatrace.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PcapFileTest {
    private static final ByteBuffer PACKET =
            TracedPackets.tcp("172.17.0.2:20000", "10.99.0.2:8080", TracedPackets.SYN, 7, 0, 3, 0);
    private static final byte[] ETHERNET = {1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6, 0x08, 0x00};

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void next_ofPcapOfEitherByteOrder_isTheIpPacketAndItsTime(boolean big) throws IOException {
        ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        byte[] file = pcap(order, 0xa1b2c3d4, 1, 123_456, frame(ETHERNET));

        assertThat(packets(file)).containsExactly(new PcapFile.Packet(5_123_456_000L, PACKET));
    }

    @Test
    void next_ofPcapInNanoseconds_keepsThem() throws IOException {
        byte[] file = pcap(ByteOrder.LITTLE_ENDIAN, 0xa1b23c4d, 101, 123_456_789, frame());

        assertThat(packets(file)).containsExactly(new PcapFile.Packet(5_123_456_789L, PACKET));
    }

    @Test
    void next_withVlanTags_stepsOverThem() throws IOException {
        byte[] tagged = {1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6, (byte) 0x88, (byte) 0xa8, 0, 1, (byte) 0x81, 0, 0, 2, 8, 0
        };
        byte[] file = pcap(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 1, 0, frame(tagged));

        assertThat(packets(file)).extracting(PcapFile.Packet::ip).containsExactly(PACKET);
    }

    @Test
    void next_ofCookedCaptures_stepsOverTheirHeaders() throws IOException {
        byte[] cooked = new byte[16];
        cooked[14] = 0x08;
        byte[] cooked2 = new byte[20];
        cooked2[0] = 0x08;

        assertThat(packets(pcap(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 113, 0, frame(cooked))))
                .extracting(PcapFile.Packet::ip)
                .containsExactly(PACKET);
        assertThat(packets(pcap(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 276, 0, frame(cooked2))))
                .extracting(PcapFile.Packet::ip)
                .containsExactly(PACKET);
    }

    @Test
    void next_ofAnotherLinkType_isAnErrorThatNamesIt() throws IOException {
        PcapFile file = open(pcap(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 105, 0, frame()));

        assertThatThrownBy(file::next)
                .isInstanceOf(IOException.class)
                .hasMessage("packets of link type 105 are not read here; expected Ethernet, raw IP or Linux cooked");
    }

    @Test
    void next_ofACaptureThatWasCutOff_endsBefore() throws IOException {
        byte[] whole = pcap(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 101, 0, frame());

        assertThat(packets(Arrays.copyOf(whole, whole.length - 1))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void next_ofPcapng_isTheIpPacketAndItsTime_andDroppedIsWhatItSays(boolean big) throws IOException {
        ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        block(
                bytes,
                order,
                0x0a0d0d0a,
                buffer(order, 16)
                        .putInt(0x1a2b3c4d)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putLong(-1));
        block(
                bytes,
                order,
                1,
                buffer(order, 20)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putInt(0)
                        .putShort((short) 9)
                        .putShort((short) 1)
                        .put((byte) 9)
                        .put(new byte[3])
                        .putInt(0));
        block(bytes, order, 0xbad, buffer(order, 4).putInt(1));
        byte[] frame = frame(ETHERNET);
        long nanos = 1_700_000_000_123_456_789L;
        ByteBuffer packet = buffer(order, 20 + (frame.length + 3 & ~3))
                .putInt(0)
                .putInt((int) (nanos >>> 32))
                .putInt((int) nanos)
                .putInt(frame.length)
                .putInt(frame.length)
                .put(frame);
        block(bytes, order, 6, packet.position(packet.limit()));
        block(
                bytes,
                order,
                5,
                buffer(order, 28)
                        .putInt(0)
                        .putLong(0)
                        .putShort((short) 7)
                        .putShort((short) 8)
                        .putLong(12)
                        .putInt(0));

        PcapFile file = open(bytes.toByteArray());

        assertThat(file.next()).contains(new PcapFile.Packet(nanos, PACKET));
        assertThat(file.next()).isEmpty();
        assertThat(file.dropped()).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "this is no capture, but a text of some length"})
    void open_whatIsNoCapture_isAnErrorThatNamesTheFile(String text) {
        assertThatThrownBy(() -> open(text.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(IOException.class)
                .hasMessage("a.pcap: neither pcap nor pcapng");
    }

    private static List<PcapFile.Packet> packets(byte[] bytes) throws IOException {
        List<PcapFile.Packet> packets = new ArrayList<>();
        try (PcapFile file = open(bytes)) {
            Optional<PcapFile.Packet> packet = file.next();
            while (packet.isPresent()) {
                packets.add(packet.get());
                packet = file.next();
            }
        }
        return packets;
    }

    private static PcapFile open(byte[] bytes) throws IOException {
        return PcapFile.open("a.pcap", new ByteArrayInputStream(bytes));
    }

    private static byte[] frame(byte... before) {
        return ByteBuffer.allocate(before.length + PACKET.remaining())
                .put(before)
                .put(PACKET.duplicate())
                .array();
    }

    private static byte[] pcap(ByteOrder order, int magic, int link, int fraction, byte[] frame) {
        return buffer(order, 24 + 16 + frame.length)
                .putInt(magic)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65535)
                .putInt(link)
                .putInt(5)
                .putInt(fraction)
                .putInt(frame.length)
                .putInt(frame.length)
                .put(frame)
                .array();
    }

    private static void block(ByteArrayOutputStream to, ByteOrder order, int type, ByteBuffer body) throws IOException {
        int length = 12 + body.flip().remaining();
        to.write(buffer(order, length)
                .putInt(type)
                .putInt(length)
                .put(body)
                .putInt(length)
                .array());
    }

    private static ByteBuffer buffer(ByteOrder order, int length) {
        return ByteBuffer.allocate(length).order(order);
    }
}
