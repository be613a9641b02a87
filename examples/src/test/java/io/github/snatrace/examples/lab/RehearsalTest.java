package io.github.snatrace.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.dial.Attempt;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.stats.AttemptRecorder;
import io.github.snatrace.stats.Snapshot;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RehearsalTest {

    @ParameterizedTest
    @CsvSource({
        // punctual, late and skipped ticks of a step of 1 ms
        "95, 5, 0, true",
        "94, 6, 0, false",
        "94, 0, 6, false",
        "20, 0, 1, true",
    })
    void isPunctual_asFarAsNineteenOfTwentyTicksAre(int punctual, int late, int skipped, boolean expected) {
        AttemptRecorder recorder = new AttemptRecorder();
        record(recorder, punctual, 90_000);
        record(recorder, late, 110_000);
        if (skipped > 0) {
            recorder.onSkipped(skipped);
        }
        Snapshot run = recorder.nextInterval();

        assertThat(Rehearsal.isPunctual(run, Duration.ofMillis(1))).isEqualTo(expected);
    }

    private static void record(AttemptRecorder recorder, int attempts, long latenessNanos) {
        for (int i = 0; i < attempts; i++) {
            recorder.onAttempt(new Attempt(i, 0, 0, latenessNanos, 20_000, Outcome.CONNECTED, null));
        }
    }
}
