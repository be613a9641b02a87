package io.github.snatrace.trace;

import static io.github.snatrace.trace.TracedPackets.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TracedPacketTest {
    private static final String CLIENT = "172.17.0.2:20000";
    private static final String SERVER = "10.99.0.2:8080";

    @Test
    void parse_syn_tellsItsSequenceNumberAndTimestamp() {
        ByteBuffer packet = TracedPackets.tcp(CLIENT, SERVER, TracedPackets.SYN, 0xfedcba98, 0, 77, 0);

        assertThat(TracedPacket.parse(packet))
                .contains(new TracedPacket(TracedPacket.Kind.SYN, endpoint(CLIENT), endpoint(SERVER), 0xfedcba98, 77));
    }

    @Test
    void parse_synAck_tellsThoseOfTheSynThatItAnswers() {
        ByteBuffer packet = TracedPackets.tcp(SERVER, CLIENT, TracedPackets.SYN_ACK, 5, 1235, 99, 77);

        assertThat(TracedPacket.parse(packet))
                .contains(new TracedPacket(TracedPacket.Kind.SYN_ACK, endpoint(SERVER), endpoint(CLIENT), 1234, 77));
    }

    @Test
    void parse_reset_isAnAnswerOnlyWhereItAnswersASyn() {
        ByteBuffer refusal = TracedPackets.tcp(SERVER, CLIENT, TracedPackets.RST_ACK, 0, 1235, 0, 0);
        ByteBuffer end = TracedPackets.tcp(SERVER, CLIENT, TracedPackets.RST_ACK, 4711, 1235, 0, 0);

        assertThat(TracedPacket.parse(refusal))
                .contains(new TracedPacket(TracedPacket.Kind.RESET, endpoint(SERVER), endpoint(CLIENT), 1234, 0));
        assertThat(TracedPacket.parse(end)).isEmpty();
    }

    @Test
    void parse_betweenIpv6Addresses_isTheSame() {
        String client = "[fd00:17::2]:20000";
        String server = "[fd00:99::2]:8080";
        ByteBuffer packet = TracedPackets.tcp(client, server, TracedPackets.SYN, 1, 0, 77, 0);

        assertThat(TracedPacket.parse(packet))
                .contains(new TracedPacket(TracedPacket.Kind.SYN, endpoint(client), endpoint(server), 1, 77));
    }

    @Test
    void parse_ipv6WithOptionsBeforeTcp_stepsOverThem() {
        ByteBuffer plain = TracedPackets.tcp("[fd00:17::2]:20000", "[fd00:99::2]:8080", TracedPackets.SYN, 1, 0, 77, 0);
        ByteBuffer packet = ByteBuffer.allocate(plain.remaining() + 8)
                .put(plain.slice(0, 40))
                .put(new byte[] {6, 0, 1, 4, 0, 0, 0, 0})
                .put(plain.slice(40, plain.remaining() - 40))
                .put(6, (byte) 0)
                .flip();

        assertThat(TracedPacket.parse(packet))
                .isEqualTo(TracedPacket.parse(plain))
                .isPresent();
    }

    @Test
    void parse_datagram_tellsWhatItCarriesFromWhatAnotherCarries() {
        ByteBuffer one = TracedPackets.udp(CLIENT, "10.99.0.2:53", "query 1".getBytes(StandardCharsets.US_ASCII));
        ByteBuffer other = TracedPackets.udp(CLIENT, "10.99.0.2:53", "query 2".getBytes(StandardCharsets.US_ASCII));

        assertThat(TracedPacket.parse(one).orElseThrow().kind()).isEqualTo(TracedPacket.Kind.DATAGRAM);
        assertThat(TracedPacket.parse(one)).isNotEqualTo(TracedPacket.parse(other));
    }

    @Test
    void parse_datagramTranslatedAndCutShort_staysTheSame() {
        byte[] payload = new byte[300];
        payload[63] = 7;
        ByteBuffer whole = TracedPackets.udp(CLIENT, "10.99.0.2:53", payload);
        ByteBuffer cut =
                TracedPackets.udp("10.99.0.1:1024", "10.99.0.3:5353", payload).limit(120);

        assertThat(TracedPacket.parse(cut).orElseThrow().sequence())
                .isEqualTo(TracedPacket.parse(whole).orElseThrow().sequence());
    }

    @Test
    void parse_whatIsNotFollowed_isEmpty() {
        ByteBuffer ack = TracedPackets.tcp(CLIENT, SERVER, TracedPackets.ACK, 1, 2, 3, 4);
        ByteBuffer syn = TracedPackets.tcp(CLIENT, SERVER, TracedPackets.SYN, 1, 0, 3, 0);
        ByteBuffer fragment =
                TracedPackets.tcp(CLIENT, SERVER, TracedPackets.SYN, 1, 0, 3, 0).putShort(6, (short) 5);

        assertThat(TracedPacket.parse(ack)).isEmpty();
        assertThat(TracedPacket.parse(fragment)).isEmpty();
        assertThat(TracedPacket.parse(syn.slice(0, 39))).isEmpty();
        assertThat(TracedPacket.parse(ByteBuffer.allocate(0))).isEmpty();
        assertThat(TracedPacket.parse(ByteBuffer.wrap(new byte[] {0x12, 0x34}))).isEmpty();
    }

    @Test
    void parse_everyPrefixOfAPacket_endsWithoutAnError() {
        ByteBuffer ipv4 = TracedPackets.tcp(CLIENT, SERVER, TracedPackets.SYN, 1, 0, 3, 0);
        ByteBuffer ipv6 = TracedPackets.tcp("[fd00::1]:1", "[fd00::2]:2", TracedPackets.SYN, 1, 0, 3, 0);

        for (ByteBuffer packet : new ByteBuffer[] {ipv4, ipv6}) {
            for (int length = 0; length < packet.limit() - 12; length++) {
                boolean isWholeHeader = length >= packet.limit() - 12;
                assertThat(TracedPacket.parse(packet.slice(0, length)).isPresent())
                        .isEqualTo(isWholeHeader);
            }
        }
    }
}
