package io.github.snatrace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class VerdictTextTest {

    @Test
    void verdict_isReadFromTopToBottom() {
        Verdict verdict = new Verdict(
                10_000,
                1_100,
                50,
                List.of(
                        new Finding(
                                Cause.SNAT_INSERTION_RACE,
                                1_000,
                                Bounds.exactly(1_000),
                                Confidence.HIGH,
                                List.of("nat insert_failed 1,000", "nat drop 1,000"),
                                List.of("ACCEPT_QUEUE_FULL: server ListenOverflows 0"),
                                "Let the NAT choose ports at random, by a rule that says so, wherever there is such a rule and nobody minds."),
                        new Finding(
                                Cause.UNEXPLAINED,
                                150,
                                new Bounds(20, 150),
                                Confidence.LOW,
                                List.of("150 connects stalled more without a count"),
                                List.of(),
                                "Take snapshots of what was not seen."),
                        new Finding(
                                Cause.GENERATOR_SATURATED,
                                0,
                                Bounds.exactly(0),
                                Confidence.HIGH,
                                List.of("client 7 due times were skipped"),
                                List.of(),
                                "Lower the rate.")),
                List.of("server: not seen"));

        assertThat(VerdictText.of(verdict)).isEqualTo("""
                verdict: SNAT_INSERTION_RACE, among others (1,100 of 10,000 connects failed, 50 more were slow: a SYN was sent again)

                SNAT_INSERTION_RACE  1,000 of 1,150 failures (87.0 %), confidence high
                  evidence        nat insert_failed 1,000
                                  nat drop 1,000
                  told apart from ACCEPT_QUEUE_FULL: server ListenOverflows 0
                  next            Let the NAT choose ports at random, by a rule that says so, wherever there is such
                                  a rule and nobody minds.

                UNEXPLAINED  150 of 1,150 failures (13.0 %), at least 20 and at most 150, confidence low
                  evidence        150 connects stalled more without a count
                  next            Take snapshots of what was not seen.

                GENERATOR_SATURATED  cost no connect, confidence high
                  evidence        client 7 due times were skipped
                  next            Lower the rate.

                  not seen        server: not seen
                """);
    }

    @Test
    void nothingFailed_isOneLine() {
        assertThat(VerdictText.of(new Verdict(1_234, 0, 0, List.of(), List.of())))
                .isEqualTo("verdict: nothing failed, of 1,234 connects\n");
    }
}
