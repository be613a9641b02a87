package io.github.snatrace.stats;

import static io.github.snatrace.stats.Attempts.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.dial.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AttemptRecorderTest {

    private final FakeClock clock = new FakeClock();
    private final AttemptRecorder recorder = new AttemptRecorder(clock);

    @Test
    void nextInterval_holdsWhatHappenedSinceTheLast() {
        recorder.onAttempt(attempt(Outcome.CONNECTED, Duration.ofMillis(2), Duration.ofMillis(1)));
        recorder.onAttempt(attempt(Outcome.TIMED_OUT, Duration.ofMillis(500)));
        recorder.onSkipped(3);
        clock.advance(Duration.ofSeconds(5));
        Snapshot first = recorder.nextInterval();
        clock.advance(Duration.ofSeconds(1));
        Snapshot second = recorder.nextInterval();

        assertThat(first.outcomes().counts()).isEqualTo(Map.of(Outcome.CONNECTED, 1L, Outcome.TIMED_OUT, 1L));
        assertThat(first.attempts()).isEqualTo(2);
        assertThat(first.failures()).isEqualTo(1);
        assertThat(first.skipped()).isEqualTo(3);
        assertThat(first.length()).isEqualTo(Duration.ofSeconds(5));
        assertThat(first.perSecond()).isEqualTo(0.4);
        assertThat(second.outcomes().counts()).isEmpty();
        assertThat(second.skipped()).isZero();
        assertThat(second.startedAt()).isEqualTo(first.endedAt());
    }

    @Test
    void timeouts_stayOutOfTheDistributionOfConnects() {
        recorder.onAttempt(attempt(Outcome.CONNECTED, Duration.ofMillis(2)));
        recorder.onAttempt(attempt(Outcome.TIMED_OUT, Duration.ofMillis(500)));

        Snapshot snapshot = recorder.nextInterval();

        assertThat(snapshot.elapsed(Outcome.CONNECTED).getMaxValue()).isLessThan(2_100_000);
        assertThat(snapshot.elapsed().getMaxValue()).isGreaterThanOrEqualTo(500_000_000);
    }

    @Test
    void lateness_isNotElapsed() {
        recorder.onAttempt(attempt(Outcome.CONNECTED, Duration.ofNanos(2_000), Duration.ofMillis(700)));

        Snapshot snapshot = recorder.nextInterval();

        assertThat(snapshot.elapsed(Outcome.CONNECTED).getMaxValue()).isEqualTo(2_000);
        assertThat(snapshot.lateness().getMaxValue()).isGreaterThanOrEqualTo(700_000_000);
    }

    @Test
    void times_beyondTheLongest_areRecordedAsTheLongest() {
        recorder.onAttempt(attempt(Outcome.TIMED_OUT, Duration.ofHours(5)));

        assertThat(recorder.nextInterval().count(Outcome.TIMED_OUT)).isEqualTo(1);
    }

    @Test
    void intervals_takenWhileManyThreadsRecord_addUpToTheWhole() throws Exception {
        int threads = 4;
        int each = 50_000;
        CountDownLatch done = new CountDownLatch(threads);
        ExecutorService writers = Executors.newFixedThreadPool(threads);
        for (int i = 0; i < threads; i++) {
            Outcome outcome = i % 2 == 0 ? Outcome.CONNECTED : Outcome.REFUSED;
            writers.execute(() -> {
                for (int n = 0; n < each; n++) {
                    recorder.onAttempt(attempt(outcome, Duration.ofNanos(1_000 + n), Duration.ofNanos(n)));
                    recorder.onSkipped(1);
                }
                done.countDown();
            });
        }

        Snapshot total = Snapshot.empty(recorder.startedAt());
        boolean finished;
        do {
            finished = done.await(1, TimeUnit.MILLISECONDS);
            total = total.plus(recorder.nextInterval());
        } while (!finished);
        writers.shutdown();

        assertThat(total.outcomes().counts())
                .isEqualTo(Map.of(Outcome.CONNECTED, 2L * each, Outcome.REFUSED, 2L * each));
        assertThat(total.lateness().getTotalCount()).isEqualTo(4L * each);
        assertThat(total.skipped()).isEqualTo(4L * each);
    }

    @Test
    void plus_addsHistograms_andCoversBothIntervals() {
        recorder.onAttempt(attempt(Outcome.CONNECTED, Duration.ofNanos(1_000)));
        clock.advance(Duration.ofSeconds(1));
        Snapshot first = recorder.nextInterval();
        recorder.onAttempt(attempt(Outcome.CONNECTED, Duration.ofNanos(2_000)));
        clock.advance(Duration.ofSeconds(1));
        Snapshot second = recorder.nextInterval();

        Snapshot sum = second.plus(first);

        assertThat(sum.startedAt()).isEqualTo(FakeClock.START);
        assertThat(sum.length()).isEqualTo(Duration.ofSeconds(2));
        assertThat(sum.elapsed(Outcome.CONNECTED).getValueAtPercentile(50)).isEqualTo(1_000);
        assertThat(sum.elapsed(Outcome.CONNECTED).getMaxValue()).isEqualTo(2_000);
        assertThat(first.attempts()).as("the summands are unchanged").isEqualTo(1);
    }

    @Test
    void firstInterval_ofARunThatBeginsLater_beginsWithTheRun() {
        AttemptRecorder later = new AttemptRecorder(clock, FakeClock.START.plusSeconds(5));
        assertThat(later.untilStart()).isEqualTo(Duration.ofSeconds(5));
        assertThat(later.nextInterval().length()).as("before the start").isZero();
        clock.advance(Duration.ofSeconds(6));
        later.onAttempt(attempt(Outcome.CONNECTED, Duration.ofNanos(1_000)));

        Snapshot first = later.nextInterval();

        assertThat(later.untilStart()).isZero();
        assertThat(first.startedAt()).isEqualTo(FakeClock.START.plusSeconds(5));
        assertThat(first.perSecond()).isEqualTo(1);
    }

    @Test
    void histograms_handedOut_areCopies() {
        recorder.onAttempt(attempt(Outcome.CONNECTED, Duration.ofNanos(1_000)));
        Snapshot snapshot = recorder.nextInterval();

        snapshot.elapsed(Outcome.CONNECTED).reset();
        snapshot.lateness().reset();

        assertThat(snapshot.count(Outcome.CONNECTED)).isEqualTo(1);
        assertThat(snapshot.lateness().getTotalCount()).isEqualTo(1);
    }
}
