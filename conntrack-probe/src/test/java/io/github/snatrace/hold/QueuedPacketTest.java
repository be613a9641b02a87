package io.github.snatrace.hold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class QueuedPacketTest {
    private static final String SYN_ENTERING = """
            4500003c1a2b40004006b0c6ac1100020a630002
            4e201f90deadbeef00000000a002faf0123400000204 05b40402080a0102030400000000 01030307
            """;
    private static final String SYN_TRANSLATED = """
            4500003c1a2b40003f06c3340a6300010a630002
            c0011f90deadbeef00000000a002faf0567800000204 05b40402080a0102030400000000 01030307
            """;

    @Test
    void parse_tcpOverIpv4_readsItsTuple() {
        assertThat(parse(SYN_ENTERING).map(packet -> packet.tuple().toString()))
                .hasValue("172.17.0.2:20000 > 10.99.0.2:8080");
    }

    @Test
    void parse_translatedPacket_hasTheIdentityItCameWith() {
        assertThat(parse(SYN_TRANSLATED).map(QueuedPacket::identity))
                .isPresent()
                .isEqualTo(parse(SYN_ENTERING).map(QueuedPacket::identity));
    }

    @Test
    void parse_anotherSequenceNumber_isAnotherIdentity() {
        assertThat(parse(SYN_ENTERING.replace("deadbeef", "deadbee0")).map(QueuedPacket::identity))
                .isPresent()
                .isNotEqualTo(parse(SYN_ENTERING).map(QueuedPacket::identity));
    }

    @Test
    void parse_udpOverIpv6_readsItsTuple() {
        assertThat(parse("""
                        60012345000c113f fd000017000000000000000000000002 fd000099000000000000000000000002
                        4e2000350 00cabcd41414141
                        """).map(packet -> packet.tuple().protocol() + " " + packet.tuple()))
                .hasValue("udp [fd00:17:0:0:0:0:0:2]:20000 > [fd00:99:0:0:0:0:0:2]:53");
    }

    @Test
    void parse_whatHasNoPorts_isNone() {
        String icmp = SYN_ENTERING.replace("40004006", "40004001");
        String fragment = SYN_ENTERING.replace("40004006", "20054006");

        assertThat(parse(icmp)).isEmpty();
        assertThat(parse(fragment)).isEmpty();
        assertThat(parse("4500")).isEmpty();
        assertThat(parse("4500003c1a2b40004006b0c6ac1100020a6300024e201f90deadbeef"))
                .isEmpty();
    }

    private static Optional<QueuedPacket> parse(String hex) {
        return QueuedPacket.parse(1, Hook.PREROUTING, HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
    }
}
