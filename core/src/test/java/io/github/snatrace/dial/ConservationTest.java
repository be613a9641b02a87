package io.github.snatrace.dial;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.dial.FakeConnector.Answer;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunResult;
import io.github.snatrace.stats.AttemptRecorder;
import io.github.snatrace.stats.Series;
import io.github.snatrace.stats.SeriesRecorder;
import io.github.snatrace.stats.Snapshot;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the plan, the answers, the pauses and the end: nothing is lost, nothing is counted twice, and everybody who
 * counts comes to the same numbers. A failure names the seed that makes it again.
 */
class ConservationTest {

    private static final int PLANS = 400;

    static LongStream seeds() {
        return LongStream.range(0, PLANS);
    }

    private final FakeTimeline timeline = new FakeTimeline();
    private final FakeConnector connector = new FakeConnector(timeline);
    private final List<Attempt> attempts = new ArrayList<>();
    private long skipped;
    private boolean stopped;

    @ParameterizedTest
    @MethodSource("seeds")
    void attempts_ofAnyPlan_areCountedOnceByEverybody(long seed) {
        Random random = new Random(seed);
        DialPlan plan = plan(random);
        answers(random, plan.schedule());
        AttemptRecorder recorder = new AttemptRecorder(this::now);
        SeriesRecorder series = new SeriesRecorder(recorder.startedAt(), Series.STEPS.get(random.nextInt(5)));
        DialLoop loop = loop(plan, recorder.andThen(series));
        List<Snapshot> intervals = new ArrayList<>();
        events(random, loop, () -> intervals.add(recorder.nextInterval()));

        loop.run();
        intervals.add(recorder.nextInterval());

        Outcomes told =
                new Outcomes(attempts.stream().collect(Collectors.groupingBy(Attempt::outcome, Collectors.counting())));
        Snapshot total = intervals.stream().reduce(Snapshot::plus).orElseThrow();
        RunResult result = RunResult.of(plan, total, total.validity(plan), series.counted(), null);
        RunResult read = ResultFile.parse(ResultFile.format(result));
        assertThat(loop.tally().outcomes()).isEqualTo(told);
        assertThat(total.outcomes()).isEqualTo(told);
        assertThat(read.outcomes()).isEqualTo(told);
        assertThat(read.requireDistributions().outcomes()).isEqualTo(told);
        assertThat(series.counted().map(Series::total))
                .isEqualTo(
                        told.decided() == 0
                                ? Optional.empty()
                                : Optional.of(new Series.Interval(told.failures(), told.decided())));
        assertThat(List.of(loop.tally().skipped(), total.skipped(), read.skipped()))
                .containsOnly(skipped);
        assertThat(total.lateness().getTotalCount()).isEqualTo(told.attempts());
        assertThat(new HashSet<>(attempts.stream().map(Attempt::tick).toList()))
                .as("each due time has one attempt at most")
                .hasSize(attempts.size());
        assertThat(plan.attempts().orElse(Long.MAX_VALUE)).isGreaterThanOrEqualTo(attempts.size());
        assertThat(connector.mostOpen()).isLessThanOrEqualTo(plan.maxInFlight() + lanes(plan));
        assertThat(connector.open()).isZero();
        if (plan.attempts().isEmpty() && !stopped && !plan.schedule().isOnDemand()) {
            assertThat(told.attempts() + skipped)
                    .as("every due time was served or counted as skipped")
                    .isEqualTo(dueTimes(plan));
        }
    }

    private Instant now() {
        return Instant.EPOCH.plusNanos(timeline.epochNanos());
    }

    private static DialPlan plan(Random random) {
        Schedule schedule = switch (random.nextInt(4)) {
            case 0 -> Schedule.workers(1 + random.nextInt(6), Duration.ofNanos(1 + random.nextInt(20_000_000)));
            case 1 -> Schedule.workers(1 + random.nextInt(6), Duration.ZERO);
            case 2 -> Schedule.openLoop(10 + random.nextInt(5_000));
            default -> Schedule.lockstep(Duration.ofNanos(100_000 + random.nextInt(50_000_000)));
        };
        DialPlan.Builder plan = DialPlan.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080))
                .schedule(schedule)
                .eventLoops(1)
                .timeout(Duration.ofNanos(1 + random.nextInt(300_000_000)))
                .latePolicy(random.nextInt(3) == 0 ? LatePolicy.CATCH_UP : LatePolicy.SKIP)
                .maxInFlight(random.nextBoolean() ? 65_536 : 1 + random.nextInt(20));
        if (random.nextInt(3) > 0) {
            plan.duration(Duration.ofNanos(1 + random.nextInt(500_000_000)));
        } else {
            plan.attempts(1 + random.nextInt(400));
        }
        return plan.build();
    }

    private void answers(Random random, Schedule schedule) {
        connector.callsTake(1_000 + random.nextInt(200_000));
        long first = schedule.firstTick(timeline.epochNanos());
        for (int i = 0; i < 3_000; i++) {
            if (random.nextInt(3) == 0) {
                connector.answer(first + i, answer(random));
            }
        }
        connector.answer(answer(random));
    }

    private static Answer answer(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Answer.AT_ONCE;
            case 1 -> Answer.NEVER;
            case 2 -> Answer.after(1 + random.nextInt(400_000_000));
            default -> Answer.failing(failure(random), random.nextBoolean());
        };
    }

    private static Outcome failure(Random random) {
        List<Outcome> failures =
                List.of(Outcome.REFUSED, Outcome.NO_LOCAL_PORT, Outcome.NO_DESCRIPTOR, Outcome.UNREACHABLE);
        return failures.get(random.nextInt(failures.size()));
    }

    /** Pauses of the machine, ends of intervals, and in some runs a stop or a cancel. */
    private void events(Random random, DialLoop loop, Runnable endOfInterval) {
        for (int i = random.nextInt(4); i > 0; i--) {
            timeline.at(
                    random.nextInt(400_000_000), () -> timeline.moveTo(timeline.nanos() + random.nextInt(100_000_000)));
        }
        for (int i = random.nextInt(5); i > 0; i--) {
            timeline.at(random.nextInt(400_000_000), endOfInterval);
        }
        if (random.nextInt(4) == 0) {
            Runnable end = random.nextBoolean() ? loop::stop : loop::cancel;
            timeline.at(random.nextInt(400_000_000), () -> {
                stopped = true;
                end.run();
            });
        }
    }

    private DialLoop loop(DialPlan plan, AttemptListener listener) {
        AttemptListener counting = new AttemptListener() {
            @Override
            public void onAttempt(Attempt attempt) {
                attempts.add(attempt);
            }

            @Override
            public void onSkipped(long dueTimes) {
                skipped += dueTimes;
            }
        };
        return new DialLoop(
                plan,
                Share.of(plan, timeline.epochNanos()).get(0),
                timeline.nanos(),
                connector,
                timeline,
                new Permits(plan.attempts().orElse(Long.MAX_VALUE)),
                listener.andThen(counting));
    }

    private static int lanes(DialPlan plan) {
        return plan.schedule().lanes(1);
    }

    private static long dueTimes(DialPlan plan) {
        Schedule schedule = plan.schedule();
        long start = schedule.isOnTheWallClock() ? FakeTimeline.EPOCH_OFFSET : 0;
        long end = start + plan.duration().orElseThrow().toNanos();
        return Math.max(0, schedule.lastTickAt(end - 1) - schedule.firstTick(FakeTimeline.EPOCH_OFFSET) + 1);
    }
}
