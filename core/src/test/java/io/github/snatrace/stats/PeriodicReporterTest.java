package io.github.snatrace.stats;

import static io.github.snatrace.stats.Attempts.attempt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.snatrace.dial.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PeriodicReporterTest {

    private final AttemptRecorder recorder = new AttemptRecorder();
    private final List<Snapshot> intervals = new CopyOnWriteArrayList<>();

    @Test
    void finish_beforeTheFirstIntervalIsOver_reportsThePartialOne() {
        try (PeriodicReporter reporter =
                PeriodicReporter.start(recorder, Duration.ofHours(1), (interval, total) -> intervals.add(interval))) {
            recorder.onAttempt(attempt(Outcome.CONNECTED, Duration.ofMillis(1)));

            Snapshot total = reporter.finish();

            assertThat(total.attempts()).isEqualTo(1);
            assertThat(reporter.finish()).as("a second finish").isSameAs(total);
        }
        assertThat(intervals).extracting(Snapshot::attempts).containsExactly(1L);
    }

    @Test
    void reporter_thatThrows_isGivenTheLaterIntervals_andItsFailureIsTold() throws Exception {
        CountDownLatch reports = new CountDownLatch(3);
        PeriodicReporter reporter = PeriodicReporter.start(recorder, Duration.ofMillis(1), (interval, total) -> {
            reports.countDown();
            throw new IllegalStateException("report " + reports.getCount());
        });
        assertThat(reports.await(30, TimeUnit.SECONDS)).isTrue();

        assertThatIllegalStateException().isThrownBy(reporter::finish).withMessage("report 2");
        reporter.close();
    }

    @Test
    void interval_isTheSumOfItsLooks() throws Exception {
        List<Snapshot> looks = new CopyOnWriteArrayList<>();
        CountDownLatch reports = new CountDownLatch(2);
        Duration look = Duration.ofMillis(1);

        try (PeriodicReporter reporter = PeriodicReporter.start(
                recorder,
                look.multipliedBy(3),
                (interval, total) -> {
                    intervals.add(interval);
                    reports.countDown();
                },
                look,
                (interval, total) -> {
                    looks.add(interval);
                    recorder.onAttempt(attempt(Outcome.CONNECTED, Duration.ofMillis(1)));
                })) {
            assertThat(reports.await(30, TimeUnit.SECONDS)).isTrue();
            Snapshot total = reporter.finish();

            assertThat(intervals.subList(0, 2)).extracting(Snapshot::attempts).containsExactly(2L, 3L);
            assertThat(intervals.get(1).startedAt())
                    .isEqualTo(intervals.get(0).endedAt())
                    .isEqualTo(looks.get(2).endedAt());
            assertThat(total.attempts())
                    .isEqualTo(looks.size() - 1)
                    .isEqualTo(intervals.stream().mapToLong(Snapshot::attempts).sum());
        }
    }

    @Test
    void watcher_isToldHowLongItIsUntilTheStart_andNobodyElseIs() throws Exception {
        CountDownLatch told = new CountDownLatch(2);
        Duration look = Duration.ofMillis(1);
        Instant start = Instant.now().plusSeconds(3_600);
        Reporter watcher = new Reporter() {
            @Override
            public void report(Snapshot interval, Snapshot total) {
                intervals.add(interval);
            }

            @Override
            public void await(Duration untilStart) {
                assertThat(untilStart).isPositive();
                told.countDown();
            }
        };

        try (PeriodicReporter reporter = PeriodicReporter.start(
                new AttemptRecorder(InstantSource.system(), start), look, (interval, total) -> {}, look, watcher)) {
            assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(intervals).isEmpty();

            assertThat(reporter.finish().startedAt()).isEqualTo(start);
        }
    }

    @Test
    void look_thatDoesNotDivideTheInterval_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PeriodicReporter.start(
                        recorder,
                        Duration.ofSeconds(1),
                        (interval, total) -> {},
                        Duration.ofMillis(300),
                        (interval, total) -> {}))
                .withMessage("look PT0.3S: expected one that divides PT1S");
    }

    @Test
    void total_isTheSumOfTheIntervals() throws Exception {
        CountDownLatch reports = new CountDownLatch(3);
        try (PeriodicReporter reporter = PeriodicReporter.start(recorder, Duration.ofMillis(1), (interval, total) -> {
            intervals.add(interval);
            recorder.onAttempt(attempt(Outcome.TIMED_OUT, Duration.ofMillis(1)));
            reports.countDown();
        })) {
            assertThat(reports.await(30, TimeUnit.SECONDS)).isTrue();

            Snapshot total = reporter.finish();

            assertThat(intervals).hasSizeGreaterThanOrEqualTo(3);
            assertThat(total.attempts())
                    .isEqualTo(intervals.stream().mapToLong(Snapshot::attempts).sum());
        }
    }
}
