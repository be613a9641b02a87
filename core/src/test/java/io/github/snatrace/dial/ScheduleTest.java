package io.github.snatrace.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
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
                .withMessage("workers 0: expected 1 to 100000");
    }

    @Test
    void lockstep_ofAStepThatNobodyCanKeep_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.lockstep(Duration.ofNanos(9_999)))
                .withMessageContaining("expected at least 10us");
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                arguments(
                        Schedule.workers(8, Duration.ofMillis(100)),
                        new Behaviour(
                                "workers", false, 0, 8, true, false, Duration.ZERO, 4, 1_024, 80, Optional.empty())),
                arguments(
                        Schedule.workers(2, Duration.ZERO),
                        new Behaviour(
                                "workers",
                                false,
                                0,
                                2,
                                true,
                                true,
                                Duration.ZERO,
                                2,
                                1_024,
                                Double.POSITIVE_INFINITY,
                                Optional.empty())),
                arguments(
                        Schedule.openLoop(10_000),
                        new Behaviour(
                                "open-loop",
                                false,
                                0,
                                3,
                                false,
                                false,
                                Duration.ofMillis(50),
                                1,
                                1_024,
                                10_000,
                                Optional.of(new Tolerance(0.1, 99, Duration.ofMillis(10))))),
                arguments(
                        Schedule.lockstep(Duration.ofMillis(1)),
                        new Behaviour(
                                "lockstep",
                                true,
                                1_001,
                                1,
                                false,
                                false,
                                Duration.ZERO,
                                1,
                                1,
                                1_000,
                                Optional.of(new Tolerance(10, 90, Duration.ofNanos(100_000))))));
    }

    /** All that a schedule says of itself: started at 1 s after the epoch, with 3 event loops, on 4 processors. */
    private record Behaviour(
            String mode,
            boolean onTheWallClock,
            long firstTick,
            int lanes,
            boolean awaitsAnswers,
            boolean onDemand,
            Duration grace,
            int defaultEventLoops,
            int mostEventLoops,
            double mostPerSecond,
            Optional<Tolerance> tolerance) {

        static Behaviour of(Schedule schedule) {
            return new Behaviour(
                    schedule.mode(),
                    schedule.isOnTheWallClock(),
                    schedule.firstTick(1_000_000_000),
                    schedule.lanes(3),
                    schedule.awaitsAnswers(),
                    schedule.isOnDemand(),
                    schedule.grace(),
                    schedule.defaultEventLoops(4),
                    schedule.mostEventLoops(),
                    schedule.mostPerSecond(),
                    schedule.tolerance());
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void schedule_knowsItsOwnBehaviour(Schedule schedule, Behaviour expected) {
        assertThat(Behaviour.of(schedule)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"14_999, 1", "15_000, 2", "1_000_000, 4"})
    void defaultEventLoops_ofAnOpenLoop_growWithItsRate(String perSecond, int expected) {
        Schedule schedule = Schedule.openLoop(Double.parseDouble(perSecond.replace("_", "")));

        assertThat(schedule.defaultEventLoops(4)).isEqualTo(expected);
    }

    @Test
    void match_callsTheFunctionOfTheKind() {
        List<Schedule> schedules = List.of(
                Schedule.workers(8, Duration.ZERO), Schedule.openLoop(3), Schedule.lockstep(Duration.ofMillis(1)));

        assertThat(schedules)
                .extracting(schedule -> schedule.<Object>match(
                        Schedule.Workers::workers, Schedule.OpenLoop::perSecond, Schedule.Lockstep::step))
                .containsExactly(8, 3.0, Duration.ofMillis(1));
    }
}
