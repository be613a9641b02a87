package io.github.snatrace.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    static Stream<Arguments> dueTimes() {
        return Stream.of(
                arguments(Schedule.workers(1, Duration.ofMillis(100)), 0L, 0L),
                arguments(Schedule.workers(1, Duration.ofMillis(100)), 3L, 300_000_000L),
                arguments(Schedule.workers(4, Duration.ofMillis(100)), 3L, 0L),
                arguments(Schedule.workers(4, Duration.ofMillis(100)), 4L, 100_000_000L),
                arguments(Schedule.workers(4, Duration.ZERO), 400L, 0L),
                arguments(Schedule.openLoop(1_000), 5L, 5_000_000L),
                arguments(Schedule.openLoop(3), 1L, 333_333_333L),
                arguments(Schedule.openLoop(3), 3L, 1_000_000_000L),
                arguments(Schedule.openLoop(0.1), 1L, 10_000_000_000L),
                arguments(Schedule.lockstep(Duration.ofMillis(1)), 1_800_000_000_000L, 1_800_000_000_000_000_000L));
    }

    @ParameterizedTest
    @MethodSource("dueTimes")
    void dueNanos_ofATick_liesOnTheGrid(Schedule schedule, long tick, long expectedNanos) {
        assertThat(schedule.dueNanos(tick)).isEqualTo(expectedNanos);
    }

    @Test
    void dueNanos_ofAnOpenLoopOverAWeek_neitherDriftsNorDecreases() {
        Schedule schedule = Schedule.openLoop(7_777);
        long week = 7L * 24 * 3600;

        long last = schedule.dueNanos(7_777 * week);

        assertThat(last).isEqualTo(week * 1_000_000_000L);
        assertThat(schedule.dueNanos(7_777 * week - 1)).isLessThan(last);
    }

    static Stream<Schedule> grids() {
        return Stream.of(
                Schedule.workers(1, Duration.ofMillis(100)),
                Schedule.workers(7, Duration.ofNanos(33_333)),
                Schedule.openLoop(3),
                Schedule.openLoop(7_777.7),
                Schedule.openLoop(1_000_000),
                Schedule.lockstep(Duration.ofMillis(1)));
    }

    @ParameterizedTest
    @MethodSource("grids")
    void lastTickAt_isTheInverseOfDueNanos(Schedule schedule) {
        for (long tick : new long[] {0, 1, 2, 3, 999, 1_000, 123_456_789}) {
            long due = schedule.dueNanos(tick);

            assertThat(schedule.dueNanos(schedule.lastTickAt(due))).isEqualTo(due);
            assertThat(schedule.lastTickAt(due)).isGreaterThanOrEqualTo(tick);
            assertThat(schedule.dueNanos(schedule.lastTickAt(due) + 1)).isGreaterThan(due);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, 1_000_001, Double.POSITIVE_INFINITY})
    void openLoop_ofAnImpossibleRate_isRefusedByName(double rate) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.openLoop(rate))
                .withMessageContaining("rate " + rate);
    }

    @Test
    void workers_fewerThanOne_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.workers(0, Duration.ofMillis(1)))
                .withMessage("workers 0: expected at least 1");
    }

    @Test
    void lockstep_ofAStepThatNobodyCanKeep_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.lockstep(Duration.ofNanos(9_999)))
                .withMessageContaining("expected at least 10us");
    }
}
