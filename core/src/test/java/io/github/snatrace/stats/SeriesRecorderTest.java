package io.github.snatrace.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.dial.Attempt;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.stats.Series.Interval;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SeriesRecorderTest {

    private static final Instant ORIGIN = Instant.parse("2026-01-31T12:00:00.050Z");
    private static final Duration STEP = Duration.ofMillis(100);
    private static final long FIRST = ORIGIN.toEpochMilli() / 100;

    private final SeriesRecorder series = new SeriesRecorder(ORIGIN, STEP);

    @Test
    void attempts_countWhereTheyBegan() {
        series.onAttempt(attempt(210, 500, Outcome.TIMED_OUT));
        series.onAttempt(attempt(220, 1, Outcome.CONNECTED));
        series.onAttempt(attempt(430, 1, Outcome.CONNECTED_THEN_RESET));

        assertThat(series.counted())
                .contains(new Series(
                        FIRST + 2, STEP, List.of(new Interval(1, 2), new Interval(0, 0), new Interval(0, 1))));
    }

    @Test
    void cancelledAttempts_countNowhere() {
        series.onAttempt(attempt(60, 1, Outcome.CANCELLED));

        assertThat(series.counted()).isEmpty();
    }

    @Test
    void attemptsBeforeTheOrigin_countInTheFirstInterval() {
        series.onAttempt(attempt(-5_000, 1, Outcome.CONNECTED));

        assertThat(series.counted()).contains(new Series(FIRST, STEP, List.of(new Interval(0, 1))));
    }

    @Test
    void longRuns_growBeyondOneChunk() {
        series.onAttempt(attempt(60, 1, Outcome.CONNECTED));
        series.onAttempt(attempt(5_000 * 100, 1, Outcome.REFUSED));

        Series counted = series.counted().orElseThrow();

        assertThat(counted.intervals()).hasSize(5_001);
        assertThat(counted.intervals().get(5_000)).isEqualTo(new Interval(1, 1));
    }

    @Test
    void manyThreads_loseNothing() {
        IntStream.range(0, 40_000)
                .parallel()
                .forEach(i ->
                        series.onAttempt(attempt(i % 4_000, 1, i % 2 == 0 ? Outcome.CONNECTED : Outcome.TIMED_OUT)));

        assertThat(series.counted().orElseThrow().total()).isEqualTo(new Interval(20_000, 40_000));
    }

    private static Attempt attempt(long millisAfterTheFullSecond, long elapsedMillis, Outcome outcome) {
        long startedAtMillis = ORIGIN.toEpochMilli() - 50 + millisAfterTheFullSecond;
        return new Attempt(0, 0, startedAtMillis * 1_000_000, 0, elapsedMillis * 1_000_000, outcome, null);
    }
}
