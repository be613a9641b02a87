package io.github.snatrace.probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.netns.Occupant;
import io.github.snatrace.trace.Endpoint;
import io.github.snatrace.trace.LossCause;
import io.github.snatrace.trace.LossPlace;
import io.github.snatrace.trace.LostSyn;
import io.github.snatrace.trace.Rival;
import io.github.snatrace.trace.TraceSummary;
import io.github.snatrace.trace.TransportProtocol;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TraceTextTest {
    private static final TraceText TEXT = new TraceText(address -> Optional.empty());
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.000006Z");
    private static final Endpoint LOSER = endpoint(172, 17, 0, 3, 20000);
    private static final Endpoint WINNER = endpoint(172, 17, 0, 2, 20000);
    private static final Endpoint SERVER = endpoint(10, 99, 0, 2, 8080);
    private static final Endpoint OUTSIDE = endpoint(10, 99, 0, 1, 20000);
    private static final LostSyn RACE = new LostSyn(
            AT,
            TransportProtocol.TCP,
            LOSER,
            SERVER,
            Optional.of(OUTSIDE),
            Optional.of(SERVER),
            1,
            LossPlace.CONFIRMATION,
            Optional.of(new Rival(Optional.of(WINNER), Optional.of(AT.plusNanos(12_000)))),
            LossCause.SNAT_INSERTION_RACE,
            true,
            Optional.of(Duration.ofMillis(1020)));

    @Test
    void line_ofTheRace_namesTheRivalAndWhatBecameOfIt() {
        assertThat(TEXT.line(RACE))
                .isEqualTo("2026-01-02T03:04:05.000006Z 172.17.0.3:20000 to 10.99.0.2:8080 as 10.99.0.1:20000:"
                        + " lost at confirmation; 172.17.0.2:20000 got the same tuple 12 us after it came: the race;"
                        + " sent again, and through 1.02 s later");
    }

    @Test
    void line_withNames_saysWhoTheTwoAre() {
        TraceText text = new TraceText(address -> address.equals(LOSER.address())
                ? Optional.of(new Occupant(Occupant.Kind.CONTAINER, "web"))
                : Optional.of(new Occupant(Occupant.Kind.PROCESS, "python3 4711")));

        assertThat(text.line(RACE))
                .contains(
                        "172.17.0.3:20000 (container web) to 10.99.0.2:8080 as",
                        "; 172.17.0.2:20000 (process python3 4711) got the same tuple");
    }

    @Test
    void line_ofAPortThatWasTaken_saysSinceWhen() {
        LostSyn syn = lost(
                LossPlace.CONFIRMATION,
                LossCause.SNAT_PORTS_EXHAUSTED,
                Optional.of(new Rival(Optional.of(WINNER), Optional.of(AT.minusMillis(12_340)))));

        assertThat(TEXT.line(syn))
                .endsWith(": lost at confirmation; 172.17.0.2:20000 has had the same tuple for 12.34 s:"
                        + " no port was left");
    }

    @Test
    void line_withoutARival_saysThatItIsNotTheRace() {
        assertThat(TEXT.line(lost(LossPlace.CONFIRMATION, LossCause.UNEXPLAINED, Optional.empty())))
                .endsWith(": lost at confirmation; nobody was seen with its tuple, so this is not the race");
    }

    @Test
    void line_ofOnePastConfirmation_saysWhere() {
        assertThat(TEXT.line(lost(LossPlace.BEYOND, LossCause.PACKET_LOST, Optional.empty())))
                .endsWith(": left, and was not answered");
        assertThat(TEXT.line(lost(LossPlace.ANSWER, LossCause.PACKET_LOST, Optional.empty())))
                .endsWith(": answered, but the answer did not get through");
        assertThat(TEXT.line(lost(LossPlace.RULES, LossCause.PACKET_LOST, Optional.empty())))
                .endsWith(": lost in this host behind its translation: a rule, a filter, a queue");
    }

    @Test
    void json_ofTheRace_isTheContract() {
        assertThat(TraceJson.line(RACE, address -> Optional.empty()))
                .isEqualTo("{\"at\":\"2026-01-02T03:04:05.000006Z\",\"protocol\":\"tcp\","
                        + "\"original\":\"172.17.0.3:20000\",\"target\":\"10.99.0.2:8080\","
                        + "\"translated\":\"10.99.0.1:20000\",\"copy\":1,\"lost\":\"CONFIRMATION\","
                        + "\"rival\":{\"original\":\"172.17.0.2:20000\",\"since\":\"2026-01-02T03:04:05.000018Z\"},"
                        + "\"cause\":\"SNAT_INSERTION_RACE\",\"again\":true,\"throughAfterSeconds\":1.02}");
    }

    @Test
    void summary_thatMissedSomething_isInvalid() {
        TraceSummary summary = new TraceSummary(12_345, Map.of(LossPlace.BEYOND, 2L), 7, 1);

        assertThat(TraceText.summary(summary)).isEqualTo("""
                        12,345 SYNs, 2 lost: 2 beyond this host
                        INVALID: the capture missed 7 observations, in which up to 1 of the SYNs may have been lost.
                        """);
        assertThat(TraceJson.line(summary))
                .isEqualTo("{\"syns\":12345,\"lost\":{\"BEYOND\":2},\"missed\":7,\"undetermined\":1,\"valid\":false}");
    }

    private static LostSyn lost(LossPlace place, LossCause cause, Optional<Rival> rival) {
        return new LostSyn(
                AT,
                TransportProtocol.TCP,
                LOSER,
                SERVER,
                Optional.of(OUTSIDE),
                Optional.of(SERVER),
                1,
                place,
                rival,
                cause,
                false,
                Optional.empty());
    }

    private static Endpoint endpoint(int a, int b, int c, int d, int port) {
        try {
            return new Endpoint(InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d}), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
