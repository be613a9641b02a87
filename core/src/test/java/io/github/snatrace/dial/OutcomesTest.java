package io.github.snatrace.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomesTest {

    private static final Outcomes SOME = new Outcomes(Map.of(
            Outcome.CONNECTED, 90L,
            Outcome.TIMED_OUT, 5L,
            Outcome.TIMED_OUT_BY_KERNEL, 2L,
            Outcome.REFUSED, 1L,
            Outcome.CANCELLED, 3L));

    @Test
    void sums_areToldApart() {
        assertThat(SOME.attempts()).isEqualTo(101);
        assertThat(SOME.decided()).isEqualTo(98);
        assertThat(SOME.failures()).isEqualTo(8);
        assertThat(SOME.timeouts()).isEqualTo(7);
    }

    @Test
    void plus_addsOutcomeByOutcome() {
        Outcomes more = new Outcomes(Map.of(Outcome.CONNECTED, 1L, Outcome.FAILED, 1L));

        Outcomes sum = more.plus(more);

        assertThat(sum).isEqualTo(new Outcomes(Map.of(Outcome.CONNECTED, 2L, Outcome.FAILED, 2L)));
    }

    @Test
    void plus_ofNothing_isTheSame() {
        assertThat(Outcomes.NONE.plus(SOME)).isEqualTo(SOME);
    }

    @Test
    void counts_leaveOutWhatDidNotHappen() {
        assertThat(new Outcomes(Map.of(Outcome.REFUSED, 0L))).isEqualTo(Outcomes.NONE);
    }

    @Test
    void aNegativeCount_isRefused() {
        assertThatThrownBy(() -> new Outcomes(Map.of(Outcome.REFUSED, -1L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("REFUSED -1: expected 0 or more");
    }

    @Test
    void toString_tellsThemInTheOrderOfTheOutcomes() {
        assertThat(SOME).hasToString("90 CONNECTED, 5 TIMED_OUT, 2 TIMED_OUT_BY_KERNEL, 1 REFUSED, 3 CANCELLED");
        assertThat(Outcomes.NONE).hasToString("no attempt");
    }
}
