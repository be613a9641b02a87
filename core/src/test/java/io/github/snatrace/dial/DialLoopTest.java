package io.github.snatrace.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.dial.FakeConnector.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The loop on a clock and with sockets that do as they are told. */
class DialLoopTest {

    private static final long MILLI = 1_000_000;

    private final FakeTimeline timeline = new FakeTimeline();
    private final FakeConnector connector = new FakeConnector(timeline);
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<Long> skips = new ArrayList<>();
    private AttemptListener listener = new AttemptListener() {
        @Override
        public void onAttempt(Attempt attempt) {
            attempts.add(attempt);
        }

        @Override
        public void onSkipped(long dueTimes) {
            skips.add(dueTimes);
        }
    };

    private static DialPlan.Builder every(Schedule schedule) {
        return DialPlan.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080))
                .schedule(schedule)
                .timeout(Duration.ofMillis(200));
    }

    /** One attempt a millisecond, whatever becomes of it. */
    private static DialPlan.Builder everyMillisecond() {
        return every(Schedule.openLoop(1_000));
    }

    private DialLoop loop(DialPlan.Builder builder) {
        DialPlan plan = builder.eventLoops(1).build();
        return new DialLoop(
                plan,
                Share.of(plan, timeline.epochNanos()).get(0),
                timeline.nanos(),
                connector,
                timeline,
                new Permits(plan.attempts().orElse(Long.MAX_VALUE)),
                listener);
    }

    private DialLoop run(DialPlan.Builder plan) {
        DialLoop loop = loop(plan);
        loop.run();
        return loop;
    }

    private static Attempt connected(long tick, long startedAtNanos, long latenessNanos, long elapsedNanos) {
        return new Attempt(
                tick,
                (int) tick,
                startedAtNanos + FakeTimeline.EPOCH_OFFSET,
                latenessNanos,
                elapsedNanos,
                Outcome.CONNECTED,
                null);
    }

    @Test
    void run_onTime_servesEveryDueTimeAtItsInstant() {
        connector.callsTake(30_000);

        DialLoop loop = run(everyMillisecond().attempts(3));

        assertThat(attempts)
                .containsExactly(
                        connected(0, 0, 0, 30_000), connected(1, MILLI, 0, 30_000), connected(2, 2 * MILLI, 0, 30_000));
        assertThat(loop.tally().outcomes()).isEqualTo(new Outcomes(Map.of(Outcome.CONNECTED, 3L)));
        assertThat(loop.tally().skipped()).isZero();
        assertThat(loop.endedAtNanos()).isEqualTo(timeline.epochNanos());
        assertThat(connector.open()).isZero();
        assertThat(connector.isClosed()).isTrue();
    }

    @Test
    void run_lateByOneTick_makesTheAttemptAndSaysHowLate() {
        Duration tick = Duration.ofMillis(1);
        timeline.at(MILLI / 2, () -> timeline.moveTo(2 * MILLI - 1));

        run(every(Schedule.workers(1, tick)).attempts(3));

        assertThat(attempts)
                .containsExactly(
                        connected(0, 0, 0, 0),
                        connected(1, 2 * MILLI - 1, MILLI - 1, 0),
                        connected(2, 2 * MILLI, 0, 0));
        assertThat(skips).isEmpty();
    }

    @Test
    void run_lateByAThousandTicks_skipsThemAtOnceAndIsOnTheGridAgain() {
        timeline.at(MILLI / 2, () -> timeline.moveTo(1_001 * MILLI + 7));

        DialLoop loop = run(every(Schedule.workers(1, Duration.ofMillis(1))).attempts(3));

        assertThat(attempts)
                .containsExactly(
                        connected(0, 0, 0, 0),
                        new Attempt(
                                1_001, 1, 1_001 * MILLI + 7 + FakeTimeline.EPOCH_OFFSET, 7, 0, Outcome.CONNECTED, null),
                        new Attempt(
                                1_002, 2, 1_002 * MILLI + FakeTimeline.EPOCH_OFFSET, 0, 0, Outcome.CONNECTED, null));
        assertThat(skips).containsExactly(1_000L);
        assertThat(loop.tally().skipped()).isEqualTo(1_000);
    }

    @Test
    void run_ofAnOpenLoopThatIsLate_makesUpForWhatItsGraceAllows() {
        timeline.at(MILLI / 2, () -> timeline.moveTo(100 * MILLI));

        run(everyMillisecond().attempts(60));

        assertThat(skips).containsExactly(49L);
        assertThat(attempts).hasSize(60).extracting(Attempt::tick).contains(0L, 50L, 108L);
    }

    @Test
    void run_catchingUp_skipsNothing() {
        timeline.at(MILLI / 2, () -> timeline.moveTo(1_000 * MILLI));

        run(every(Schedule.workers(1, Duration.ofMillis(1)))
                .latePolicy(LatePolicy.CATCH_UP)
                .attempts(500));

        assertThat(skips).isEmpty();
        assertThat(attempts.get(499))
                .isEqualTo(new Attempt(
                        499, 499, 1_000 * MILLI + FakeTimeline.EPOCH_OFFSET, 501 * MILLI, 0, Outcome.CONNECTED, null));
    }

    @Test
    void run_ofManyWorkersThatAreAllLate_skipsOnceForEachConnect() {
        connector.callsTake(10_000);

        DialLoop loop = run(every(Schedule.workers(64, Duration.ofNanos(1_000))).attempts(640));

        // Ten due times of each worker pass in a connect, 640 until its turn comes again; each worker is moved on once
        // a turn.
        assertThat(attempts).hasSize(640);
        assertThat(skips).hasSizeLessThanOrEqualTo(640);
        assertThat(loop.tally().skipped())
                .isEqualTo(skips.stream().mapToLong(Long::longValue).sum());
        assertThat(attempts)
                .extracting(Attempt::latenessNanos)
                .allSatisfy(lateness -> assertThat(lateness).isLessThan(1_000));
    }

    @ParameterizedTest
    @CsvSource({
        "NO_LOCAL_PORT, true",
        "PORT_IN_USE, false",
        "NO_DESCRIPTOR, false",
        "UNREACHABLE, true",
        "REFUSED, true"
    })
    void run_whereAConnectFails_tellsHowAndGoesOn(Outcome outcome, boolean called) {
        connector.callsTake(5_000);
        connector.answer(1, Answer.failing(outcome, called));

        DialLoop loop = run(everyMillisecond().attempts(3));

        assertThat(attempts)
                .extracting(Attempt::outcome)
                .containsExactly(Outcome.CONNECTED, outcome, Outcome.CONNECTED);
        assertThat(attempts.get(1).elapsedNanos()).isEqualTo(called ? 5_000 : 0);
        assertThat(attempts.get(1).error()).hasMessage(outcome.name());
        assertThat(loop.tally().outcomes()).isEqualTo(new Outcomes(Map.of(Outcome.CONNECTED, 2L, outcome, 1L)));
        assertThat(connector.open()).isZero();
    }

    @Test
    void run_withSeveralAnswersInOneLook_takesThemAll() {
        connector.answer(0, Answer.after(5 * MILLI + 300_000));
        connector.answer(1, Answer.after(4 * MILLI + 300_000));
        connector.answer(2, Answer.after(3 * MILLI + 300_000));

        run(everyMillisecond().attempts(3));

        assertThat(attempts)
                .containsExactlyInAnyOrder(
                        connected(0, 0, 0, 5_300_000),
                        connected(1, MILLI, 0, 4_300_000),
                        connected(2, 2 * MILLI, 0, 3_300_000));
    }

    @Test
    void run_toldOfAConnectThatHasNotEnded_waitsOn() {
        connector.answer(0, Answer.afterFalseAlarms(300_000, 2));

        run(everyMillisecond().attempts(1));

        assertThat(attempts).containsExactly(connected(0, 0, 0, 300_000));
    }

    @Test
    void run_withoutAnswers_timesOutInTheOrderOfTheirBeginning() {
        connector.answer(Answer.NEVER);
        connector.answer(1, Answer.after(MILLI));

        run(everyMillisecond().attempts(3));

        assertThat(attempts).extracting(Attempt::tick).containsExactly(1L, 0L, 2L);
        assertThat(attempts.get(2))
                .isEqualTo(new Attempt(
                        2, 2, 2 * MILLI + FakeTimeline.EPOCH_OFFSET, 0, 200 * MILLI, Outcome.TIMED_OUT, null));
    }

    @Test
    void run_ofWorkers_isDueAgainOnceAnswered() {
        connector.answer(Answer.after(250_000));

        run(every(Schedule.workers(1, Duration.ZERO)).attempts(3));

        assertThat(attempts)
                .containsExactly(
                        connected(0, 0, 0, 250_000),
                        connected(1, 250_000, 0, 250_000),
                        connected(2, 500_000, 0, 250_000));
    }

    @Test
    void run_inLockstep_laysTheGridAnewForEachTick() {
        long step = MILLI;
        timeline.moveTo(300_000);

        run(every(Schedule.lockstep(Duration.ofNanos(step))).attempts(2));

        assertThat(attempts)
                .extracting(Attempt::startedAtNanos)
                .containsExactly(FakeTimeline.EPOCH_OFFSET + step, FakeTimeline.EPOCH_OFFSET + 2 * step);
        assertThat(attempts)
                .extracting(Attempt::tick)
                .containsExactly(FakeTimeline.EPOCH_OFFSET / step + 1, FakeTimeline.EPOCH_OFFSET / step + 2);
    }

    @Test
    void run_inLockstepOnTime_neverSleeps() {
        run(every(Schedule.lockstep(Duration.ofMillis(1))).attempts(100));

        assertThat(timeline.slept()).isZero();
    }

    @Test
    void run_inLockstepWhereManyDueTimesAreMissed_sleepsBetweenThemUntilFewAre() {
        for (int i = 0; i < 50; i++) {
            int stall = 6 * i;
            timeline.at(stall * MILLI + MILLI / 2, () -> timeline.moveTo((stall + 4) * MILLI + MILLI / 2));
        }

        run(every(Schedule.lockstep(Duration.ofMillis(1))).attempts(2_000));

        assertThat(timeline.slept()).isBetween(1_000, 2_500);
    }

    @Test
    void run_atItsLimitInFlight_waitsForRoomAndCountsWhatPasses() {
        connector.answer(Answer.after(70 * MILLI));

        DialLoop loop = run(everyMillisecond().maxInFlight(1).duration(Duration.ofMillis(100)));

        assertThat(attempts).extracting(Attempt::tick).containsExactly(0L, 20L);
        assertThat(loop.tally().skipped()).isEqualTo(98);
        assertThat(connector.mostOpen()).isEqualTo(1);
    }

    @Test
    void run_atItsEnd_retiresItsLanesAndCountsTheDueTimesThatNobodyGotTo() {
        timeline.at(MILLI / 2, () -> timeline.moveTo(20 * MILLI));

        DialLoop loop = run(every(Schedule.workers(2, Duration.ofMillis(1))).duration(Duration.ofMillis(10)));

        assertThat(attempts).hasSize(2);
        assertThat(skips).containsExactly(9L, 9L);
        assertThat(loop.tally().skipped()).isEqualTo(18);
    }

    @Test
    void run_withTheLastPermit_givesUpTheOtherLanes() {
        run(every(Schedule.workers(5, Duration.ofMillis(1))).attempts(1));

        assertThat(attempts).containsExactly(connected(0, 0, 0, 0));
        assertThat(connector.opened()).isEqualTo(1);
        assertThat(connector.open()).isZero();
    }

    @Test
    void run_wherePermitsAreSharedWithAnother_leavesTheOtherWhatItDoesNotUse() {
        DialPlan plan =
                every(Schedule.workers(1, Duration.ofMillis(10))).eventLoops(1).build();
        Permits permits = new Permits(2);
        DialLoop loop =
                new DialLoop(plan, Share.of(plan, 0).get(0), timeline.nanos(), connector, timeline, permits, listener);
        // Half a millisecond ahead of its due time, the second has a socket.
        timeline.at(10 * MILLI - 400_000, loop::stop);

        loop.run();

        assertThat(attempts).hasSize(1);
        assertThat(permits.take()).isTrue();
        assertThat(permits.take()).isFalse();
    }

    @Test
    void stop_inTheMiddle_waitsForThoseUnderWay() {
        connector.answer(Answer.after(50 * MILLI));
        DialLoop loop = loop(everyMillisecond());
        timeline.at(2 * MILLI + 100_000, loop::stop);

        loop.run();

        assertThat(attempts)
                .containsExactly(
                        connected(0, 0, 0, 50 * MILLI),
                        connected(1, MILLI, 0, 50 * MILLI),
                        connected(2, 2 * MILLI, 0, 50 * MILLI));
        assertThat(loop.tally().skipped()).isZero();
    }

    @Test
    void stop_ofALoopThatIsLate_countsWhatHasPassed() {
        DialLoop loop = loop(every(Schedule.workers(1, Duration.ofMillis(1))));
        timeline.at(MILLI / 4, () -> {
            timeline.moveTo(5 * MILLI);
            loop.stop();
        });

        loop.run();

        assertThat(attempts).hasSize(1);
        assertThat(skips).containsExactly(4L);
    }

    @Test
    void stop_ofALoopThatCatchesUp_countsNothing() {
        DialLoop loop = loop(every(Schedule.workers(1, Duration.ofMillis(1))).latePolicy(LatePolicy.CATCH_UP));
        timeline.at(MILLI / 4, () -> {
            timeline.moveTo(5 * MILLI);
            loop.stop();
            loop.stop();
        });

        loop.run();

        assertThat(skips).isEmpty();
    }

    @Test
    void stop_whileAConnectOfAWorkerIsUnderWay_givesItNoFurtherDueTime() {
        connector.answer(Answer.after(50 * MILLI));
        DialLoop loop = loop(every(Schedule.workers(2, Duration.ofMillis(1))));
        timeline.at(10 * MILLI, loop::stop);

        loop.run();

        assertThat(attempts).hasSize(2);
    }

    @Test
    void cancel_underWay_endsThemAll() {
        connector.answer(Answer.NEVER);
        connector.answer(1, Answer.after(MILLI));
        DialLoop loop = loop(everyMillisecond());
        timeline.at(2 * MILLI + 100_000, loop::cancel);

        loop.run();

        assertThat(attempts)
                .extracting(Attempt::outcome)
                .containsExactly(Outcome.CONNECTED, Outcome.CANCELLED, Outcome.CANCELLED);
        assertThat(connector.open()).isZero();
        assertThat(connector.isClosed()).isTrue();
    }

    @Test
    void cancel_beforeTheRun_makesNoAttempt() {
        DialLoop loop = loop(everyMillisecond());

        loop.cancel();
        loop.run();

        assertThat(attempts).isEmpty();
        assertThat(connector.opened()).isZero();
    }

    @Test
    void run_whereTheSocketsCannotBeWaitedFor_failsAndClosesThem() {
        connector.answer(Answer.NEVER);
        DialLoop loop = loop(everyMillisecond());
        timeline.at(MILLI + 100_000, () -> connector.breakDown(new IOException("Bad file descriptor")));

        assertThatThrownBy(loop::run)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("the event loop cannot wait for its sockets")
                .hasRootCauseMessage("Bad file descriptor");
        assertThat(connector.open()).isZero();
        assertThat(connector.isClosed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(LatePolicy.class)
    void run_whereAListenerFails_closesWhatIsOpen(LatePolicy latePolicy) {
        connector.answer(Answer.after(2 * MILLI));
        listener = attempt -> {
            throw new IllegalStateException("enough");
        };
        DialLoop loop = loop(everyMillisecond().latePolicy(latePolicy));

        assertThatThrownBy(loop::run).hasMessage("enough");
        assertThat(connector.open()).isZero();
    }
}
