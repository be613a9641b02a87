package io.github.snatrace.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LogGroupTest {
    private static final int INET = 1;
    private static final int NETDEV = 5;
    private static final ByteBuffer PACKET =
            TracedPackets.tcp("172.17.0.2:20000", "10.99.0.2:8080", TracedPackets.SYN, 7, 0, 3, 0);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void read_ofEitherByteOrder_tellsNumberTimeDeviceAndPacket(boolean big) throws IOException {
        ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;

        assertThat(read(LogMessages.of(order, INET, 42, 5_000_006, 3, PACKET), order))
                .containsExactly(new LogGroup.Logged(
                        OptionalInt.of(42), OptionalLong.of(5_000_006_000L), OptionalInt.of(3), PACKET));
    }

    @Test
    void read_ofADevice_stepsOverTheLinkLayer() throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(14 + PACKET.remaining())
                .putShort(12, (short) 0x0800)
                .position(14)
                .put(PACKET.duplicate())
                .flip();

        assertThat(read(LogMessages.of(ByteOrder.LITTLE_ENDIAN, NETDEV, 0, 0, 3, frame), ByteOrder.LITTLE_ENDIAN))
                .extracting(LogGroup.Logged::packet)
                .containsExactly(PACKET);
    }

    @Test
    void read_ofADatagramThatWasCutOff_isAnError() {
        byte[] whole = LogMessages.of(ByteOrder.LITTLE_ENDIAN, INET, 0, 0, 3, PACKET);
        byte[] cut = Arrays.copyOf(whole, whole.length - 8);

        assertThatThrownBy(() -> read(cut, ByteOrder.LITTLE_ENDIAN))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "netlink: a message of " + whole.length + " bytes in a datagram with " + cut.length + " left");
    }

    private static List<LogGroup.Logged> read(byte[] datagram, ByteOrder order) throws IOException {
        List<LogGroup.Logged> packets = new ArrayList<>();
        LogGroup.read(datagram, order, packets::add);
        return packets;
    }
}
