package io.github.snatrace.conntrack.testing;

import static io.github.snatrace.conntrack.testing.ConntrackAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.diagnosis.Bounds;
import io.github.snatrace.diagnosis.Cause;
import io.github.snatrace.diagnosis.ClientResult;
import io.github.snatrace.diagnosis.Confidence;
import io.github.snatrace.diagnosis.Diagnosis;
import io.github.snatrace.diagnosis.Evidence;
import io.github.snatrace.diagnosis.Finding;
import io.github.snatrace.diagnosis.Verdict;
import io.github.snatrace.host.Fixtures;
import io.github.snatrace.snapshot.NamespaceDelta;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class VerdictAssertTest {

    private static final Verdict NOTHING_FAILED = new Verdict(100, 0, 0, List.of(), List.of());

    private static final Verdict SATURATED =
            new Verdict(100, 0, 0, List.of(finding(Cause.GENERATOR_SATURATED, 0, 0, 0)), List.of());

    private static final Verdict MIXED = new Verdict(
            100,
            10,
            0,
            List.of(finding(Cause.SNAT_INSERTION_RACE, 7, 5, 8), finding(Cause.UNEXPLAINED, 3, 2, 5)),
            List.of());

    private static Finding finding(Cause cause, long count, long atLeast, long atMost) {
        return new Finding(
                cause, count, new Bounds(atLeast, atMost), Confidence.HIGH, List.of("seen"), List.of(), "Look.");
    }

    @Test
    void verdict_onTheRaceOfAResultAndTwoSnapshots_isTheRace() {
        NamespaceDelta nat = NamespaceSnapshot.parse(Fixtures.text("runs/race/nat.after"))
                .since(NamespaceSnapshot.parse(Fixtures.text("runs/race/nat.before")));
        ClientResult client = ClientResult.parse("""
                {"attempts": 4000, "outcomes": {"CONNECTED": 3528, "TIMED_OUT": 472}, "timeoutMillis": 200, "valid": true}
                """);

        Verdict verdict = Diagnosis.of(Evidence.behindNat(client, nat));

        assertThat(nat).isValid();
        assertThat(verdict).isValid().hasCause(Cause.SNAT_INSERTION_RACE);
    }

    @Test
    void verdict_onNothingThatFailed_passes() {
        assertThat(NOTHING_FAILED)
                .hasNoFailures()
                .isExplained()
                .rulesOut(Cause.SNAT_INSERTION_RACE)
                .hasAtLeast(0, Cause.SNAT_INSERTION_RACE);
    }

    @Test
    void cause_ofMostFailures_isTheCause() {
        assertThat(MIXED).hasCause(Cause.SNAT_INSERTION_RACE).hasAtLeast(5, Cause.SNAT_INSERTION_RACE);
    }

    static Stream<Consumer<Verdict>> assertions() {
        return Stream.of(
                verdict -> assertThat(verdict).isValid(),
                verdict -> assertThat(verdict).hasNoFailures(),
                verdict -> assertThat(verdict).hasCause(Cause.GENERATOR_SATURATED),
                verdict -> assertThat(verdict).hasAtLeast(0, Cause.SNAT_INSERTION_RACE),
                verdict -> assertThat(verdict).rulesOut(Cause.SNAT_INSERTION_RACE),
                verdict -> assertThat(verdict).isExplained());
    }

    @ParameterizedTest
    @MethodSource("assertions")
    void verdict_onNoConnect_isNoSuccess(Consumer<Verdict> assertion) {
        Verdict onNothing = new Verdict(0, 0, 0, List.of(), List.of());

        assertThatThrownBy(() -> assertion.accept(onNothing)).hasMessageContaining("but no connect was made");
    }

    @ParameterizedTest
    @MethodSource("assertions")
    void verdict_onASaturatedClient_isNoSuccess(Consumer<Verdict> assertion) {
        assertThatThrownBy(() -> assertion.accept(SATURATED))
                .hasMessageContaining("Expected a client that keeps to its plan")
                .hasMessageContaining("GENERATOR_SATURATED");
    }

    @Test
    void failures_areToldWithTheWholeVerdict() {
        assertThatThrownBy(() -> assertThat(MIXED).hasNoFailures())
                .hasMessageContaining("10 of 100 connects failed or were slow")
                .hasMessageContaining("verdict: SNAT_INSERTION_RACE");
    }

    @Test
    void unexplainedFailures_areNoExplanation() {
        assertThatThrownBy(() -> assertThat(MIXED).isExplained()).hasMessageContaining("but 3 have none");
    }

    @Test
    void cause_thatUnexplainedFailuresMayHave_isNotRuledOut() {
        assertThatThrownBy(() -> assertThat(MIXED).rulesOut(Cause.REFUSED)).hasMessageContaining("but 3 have none");
    }

    @Test
    void cause_thatWasFound_isNotRuledOut() {
        assertThatThrownBy(() -> assertThat(MIXED).rulesOut(Cause.SNAT_INSERTION_RACE))
                .hasMessageContaining("but it may be up to 8");
    }

    @Test
    void otherCause_isTold() {
        assertThatThrownBy(() -> assertThat(MIXED).hasCause(Cause.REFUSED))
                .hasMessageContaining("Expected the cause REFUSED, but it is SNAT_INSERTION_RACE");
        assertThatThrownBy(() -> assertThat(NOTHING_FAILED).hasCause(Cause.REFUSED))
                .hasMessageContaining("but it is none: nothing failed");
    }

    @Test
    void certainty_belowWhatIsAskedFor_isTold() {
        assertThatThrownBy(() -> assertThat(MIXED).hasAtLeast(6, Cause.SNAT_INSERTION_RACE))
                .hasMessageContaining(
                        "Expected at least 6 failures by SNAT_INSERTION_RACE for certain, but there are 5");
    }
}
