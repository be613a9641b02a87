package io.github.snatrace.dial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaneTest {

    private static final long MILLI = 1_000_000;

    private static Lane everyTenMillis() {
        return new Lane(Schedule.workers(1, Duration.ofMillis(10)), 0, 1);
    }

    @ParameterizedTest
    @CsvSource({
        // now, skipped, next tick: a due time goes only when the one after it has come as well
        "0,   0, 0",
        "9,   0, 0",
        "10,  1, 1",
        "19,  1, 1",
        "20,  2, 2",
        "105, 10, 10",
    })
    void skipPassed_whenTheFollowingDueTimeHasCome_skips(long nowMillis, long skipped, long nextTick) {
        Lane lane = everyTenMillis();

        assertThat(lane.skipPassed(nowMillis * MILLI)).isEqualTo(skipped);
        assertThat(lane.tick()).isEqualTo(nextTick);
        assertThat(lane.dueNanos()).isEqualTo(nextTick * 10 * MILLI);
    }

    @ParameterizedTest
    @CsvSource({
        // now, skipped: of a due time a millisecond, what is more than 50 ms late goes
        "0,   0",
        "50,  0",
        "51,  1",
        "100, 50",
    })
    void skipOverdue_ofAnOpenLoop_leavesWhatCanBeMadeUpFor(long nowMillis, long skipped) {
        Lane lane = new Lane(Schedule.openLoop(1_000), 0, 1);

        assertThat(lane.skipOverdue(nowMillis * MILLI)).isEqualTo(skipped);
        assertThat(lane.tick()).isEqualTo(skipped);
    }

    @Test
    void skipOverdue_ofWorkersAndInLockstep_leavesNothingThatIsLate() {
        assertThat(everyTenMillis().skipOverdue(35 * MILLI)).isEqualTo(3);
        assertThat(new Lane(Schedule.lockstep(Duration.ofMillis(1)), 0, 1).skipOverdue(5 * MILLI))
                .isEqualTo(5);
    }

    @Test
    void advance_afterALateAttempt_keepsToTheGrid() {
        Lane lane = everyTenMillis();

        lane.advance(7 * MILLI);

        assertThat(lane.dueNanos()).isEqualTo(10 * MILLI);
    }

    @Test
    void advance_withoutAnInterval_isDueAtOnce() {
        Lane lane = new Lane(Schedule.workers(2, Duration.ZERO), 1, 2);

        lane.advance(7 * MILLI);

        assertThat(lane.dueNanos()).isEqualTo(7 * MILLI);
        assertThat(lane.skipPassed(99 * MILLI)).isZero();
        assertThat(lane.skipBefore(99 * MILLI)).isZero();
    }

    @Test
    void lanes_ofOneSchedule_shareItsTicks() {
        Schedule schedule = Schedule.openLoop(1_000);
        Lane even = new Lane(schedule, 0, 2);
        Lane odd = new Lane(schedule, 1, 2);

        even.advance(0);
        odd.advance(0);

        assertThat(even.dueNanos()).isEqualTo(2 * MILLI);
        assertThat(odd.dueNanos()).isEqualTo(3 * MILLI);
        assertThat(even).isLessThan(odd);
    }

    @Test
    void skipPassed_afterAClockThatJumpedByAYear_isOneStep() {
        Lane lane = new Lane(Schedule.lockstep(Duration.ofNanos(10_000)), 5, 1);
        long year = Duration.ofDays(365).toNanos();

        assertThat(lane.skipPassed(year)).isEqualTo(year / 10_000 - 5);
        assertThat(lane.dueNanos()).isEqualTo(year);
    }

    @Test
    void skipPassed_ofAWorkerAmongSeveral_countsItsOwnDueTimesOnly() {
        Lane second = new Lane(Schedule.workers(3, Duration.ofMillis(10)), 1, 3);

        assertThat(second.skipPassed(25 * MILLI)).isEqualTo(2);
        assertThat(second.tick()).isEqualTo(7);
        assertThat(second.dueNanos()).isEqualTo(20 * MILLI);
    }

    @Test
    void skipBefore_theEnd_countsEveryDueTimeThatIsLeft() {
        Lane lane = everyTenMillis();

        assertThat(lane.skipBefore(35 * MILLI)).isEqualTo(4);
        assertThat(lane.dueNanos()).isEqualTo(40 * MILLI);
    }
}
