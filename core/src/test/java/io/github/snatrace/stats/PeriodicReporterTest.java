package io.github.snatrace.stats;

import static io.github.snatrace.stats.Attempts.attempt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.snatrace.dial.Outcome;
import java.time.Duration;
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
