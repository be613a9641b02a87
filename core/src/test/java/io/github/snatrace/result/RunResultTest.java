package io.github.snatrace.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Outcomes;
import io.github.snatrace.dial.Schedule;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RunResultTest {

    private static final Instant END = RecordedRun.START.plusSeconds(5);

    @Test
    void plus_addsCountsAndDistributions() throws UnknownHostException {
        RunResult one = new RecordedRun()
                .attempt(0, 1_010_000, Outcome.CONNECTED)
                .attempt(50, 3_000_000, Outcome.TIMED_OUT)
                .result(END);
        RunResult other = new RecordedRun().attempt(60, 200, Outcome.CONNECTED).result(END.plusSeconds(5));

        RunResult sum = one.plus(other);

        assertThat(sum.outcomes()).isEqualTo(new Outcomes(Map.of(Outcome.CONNECTED, 2L, Outcome.TIMED_OUT, 1L)));
        assertThat(sum.ids()).containsExactly(one.ids().get(0), other.ids().get(0));
        assertThat(sum.conditions()).isEqualTo(one.conditions());
        assertThat(sum.slow()).isEqualTo(new SlowConnects(1, 0, 0, 0));
        assertThat(sum.requireDistributions().elapsed(Outcome.CONNECTED).getTotalCount())
                .isEqualTo(2);
        assertThat(sum.perSecond()).isEqualTo(0.3);
        assertThat(sum.valid()).isTrue();
    }

    @Test
    void plus_ofAnInvalidRun_isInvalid() throws UnknownHostException {
        RunResult good = new RecordedRun().attempt(0, 200, Outcome.CONNECTED).result(END);
        RunResult late = new RecordedRun().attempt(0, 200, Outcome.CONNECTED).result(END, List.of("late"));

        RunResult sum = good.plus(late);

        assertThat(sum.isInvalid()).isTrue();
        assertThat(sum.invalidBecause()).containsExactly("late");
    }

    @Test
    void plus_ofOtherConditions_isRefused() throws UnknownHostException {
        RunResult one = new RecordedRun().attempt(0, 200, Outcome.CONNECTED).result(END);
        RunResult other = new RecordedRun(Schedule.lockstep(Duration.ofMillis(2)))
                .attempt(0, 200, Outcome.CONNECTED)
                .result(END);

        assertThat(one.conditions().differences(other.conditions()))
                .containsExactly(new Conditions.Difference(RunCondition.STEP, 1000.0, 2000.0));
        assertThatThrownBy(() -> one.plus(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("runs under different conditions: ");
    }

    @Test
    void distributionsThatContradictTheCounts_areRefused() throws UnknownHostException {
        Distributions two = new RecordedRun()
                .attempt(0, 200, Outcome.CONNECTED)
                .attempt(1, 200, Outcome.CONNECTED)
                .result(END)
                .requireDistributions();

        assertThatThrownBy(() -> new RunResult(
                        List.of(),
                        new Conditions(null, null, null, null, null, null, null, null),
                        null,
                        null,
                        new Outcomes(Map.of(Outcome.CONNECTED, 3L)),
                        0,
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        two,
                        null,
                        null))
                .hasMessage("the histogram of CONNECTED has 2 values: expected 3");
    }
}
