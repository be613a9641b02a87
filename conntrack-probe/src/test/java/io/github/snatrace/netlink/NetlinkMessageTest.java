package io.github.snatrace.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against what a kernel 6.18 on x86_64 sent. */
final class NetlinkMessageTest {
    private static final String TWO_CPUS = """
            6400000004010200010000005100000000000000
            080002000000011708000400000000000800080000000000080009000000002308000a000000002308000b0000000000
            08000c000000000008000d000000000008000e000000000008000f0000000000
            6400000004010200010000005100000000000001
            080002000000003908000400000000000800080000000000080009000000001f08000a000000001f08000b0000000000
            08000c000000000008000d000000000008000e000000000008000f0000000000
            """;
    private static final String DONE = "1400000003000200010000005100000000000000";
    private static final String NOT_PERMITTED =
            "280000000200000001000000c0600000ffffffff1400000004010103010000000000000000000000";

    @Test
    void parse_capturedDump_isAMessagePerCpu() throws IOException {
        List<NetlinkMessage> messages = parse(TWO_CPUS);

        assertThat(messages).extracting(NetlinkMessage::resource).containsExactly(0, 1);
        assertThat(messages).allMatch(message -> message.is(1, 4) && message.sequence() == 1 && !message.isLast());
        assertThat(messages.get(1).attributes().types()).containsExactly(2, 4, 8, 9, 10, 11, 12, 13, 14, 15);
        assertThat(messages.get(1).attributes().u32(9)).hasValue(31);
    }

    @Test
    void isLast_endOfADumpAndError_tellWhetherItWentWell() throws IOException {
        assertThat(parse(DONE)).allMatch(message -> message.isLast() && message.error() == 0);
        assertThat(parse(NOT_PERMITTED))
                .allMatch(message -> message.isLast() && message.error() == NetlinkException.EPERM);
    }

    @Test
    void parse_lengthsThatCannotBe_areRefused() {
        for (String datagram : List.of("0f000000040102000100000051000000", "ffffff7f040102000100000051000000")) {
            assertThatThrownBy(() -> parse(datagram))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("netlink: ");
        }
    }

    @Test
    void attributes_lengthsThatCannotBe_areRefused() {
        for (String datagram : List.of(
                "1c0000000401020001000000510000000000000003001000ffffffff",
                "1c0000000401020001000000510000000000000009001000ffffffff")) {
            assertThatThrownBy(() -> parse(datagram).get(0).attributes())
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("netlink: ");
        }
    }

    @Test
    void to_attributesOfEachSize_areReadBackAsTheyWere() throws IOException {
        NetlinkMessage sent = NetlinkMessage.to(
                3,
                2,
                NetlinkMessage.CREATE,
                10,
                77,
                NetlinkAttributes.builder()
                        .u8(1, 200)
                        .u16(2, 60_000)
                        .u32(3, 4_000_000_000L)
                        .string(5, "raw")
                        .nested(6, NetlinkAttributes.builder().u8(1, 17).nested(2, NetlinkAttributes.builder())));

        List<NetlinkMessage> received = NetlinkMessage.parse(sent.bytes(), ByteOrder.nativeOrder());

        assertThat(received)
                .singleElement()
                .matches(message -> message.is(3, 2) && message.family() == 10 && message.resource() == 77);
        NetlinkAttributes attributes = received.get(0).attributes();
        assertThat(attributes.u8(1)).hasValue(200);
        assertThat(attributes.u16(2)).hasValue(60_000);
        assertThat(attributes.u32(3)).hasValue(4_000_000_000L);
        assertThat(attributes.bytes(5)).hasValue(new byte[] {'r', 'a', 'w', 0});
        assertThat(attributes.nested(6).u8(1)).hasValue(17);
        assertThat(attributes.nested(6).nested(2).types()).isEmpty();
    }

    @Test
    void attributes_numberOfAnotherSizeOrNone_isEmpty() throws IOException {
        NetlinkAttributes attributes = NetlinkMessage.to(
                        1, 1, 0, 0, 0, NetlinkAttributes.builder().u16(1, 5))
                .attributes();

        assertThat(attributes.u8(1)).isEmpty();
        assertThat(attributes.u32(1)).isEmpty();
        assertThat(attributes.u16(2)).isEmpty();
        assertThat(attributes.bytes(2)).isEmpty();
        assertThat(attributes.nested(2).types()).isEmpty();
    }

    private static List<NetlinkMessage> parse(String hex) throws IOException {
        return NetlinkMessage.parse(HexFormat.of().parseHex(hex.replace("\n", "")), ByteOrder.LITTLE_ENDIAN);
    }
}
