package io.github.snatrace.stats;

import static io.github.snatrace.stats.Attempts.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.dial.Validity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidityTest {

    private final AttemptRecorder recorder = new AttemptRecorder(new FakeClock());

    @Test
    void openLoop_thatKeptItsSchedule_isValid() {
        connects(1_000, Duration.ofNanos(20_000));
        recorder.onSkipped(1);

        assertThat(validityOf(Schedule.openLoop(1_000))).isEqualTo(new Validity(List.of()));
    }

    @Test
    void openLoop_thatSkippedMoreThanOneInAThousand_isNot() {
        connects(998, Duration.ZERO);
        recorder.onSkipped(2);

        assertThat(validityOf(Schedule.openLoop(1_000)).reasons())
                .containsExactly("2 of 1,000 due times were skipped: expected at most 0.1 %");
    }

    @Test
    void openLoop_thatWasLate_isNot() {
        connects(100, Duration.ofMillis(11));

        assertThat(validityOf(Schedule.openLoop(1_000)).reasons())
                .containsExactly("lateness p99 was 11.00ms: expected at most 10.00ms");
    }

    @Test
    void lockstep_thatWasOftenLateByMoreThanATenthOfAStep_isNot() {
        connects(89, Duration.ZERO);
        connects(11, Duration.ofNanos(110_000));

        assertThat(validityOf(Schedule.lockstep(Duration.ofMillis(1))).reasons())
                .containsExactly("lateness p90 was 0.11ms: expected at most 0.10ms");
    }

    @Test
    void lockstep_thatSkippedATenth_isValid_andMoreIsNot() {
        connects(90, Duration.ZERO);
        recorder.onSkipped(10);
        assertThat(validityOf(Schedule.lockstep(Duration.ofMillis(1))).isValid())
                .isTrue();

        connects(89, Duration.ZERO);
        recorder.onSkipped(11);
        assertThat(validityOf(Schedule.lockstep(Duration.ofMillis(1))).reasons())
                .containsExactly("11 of 100 due times were skipped: expected at most 10 %");
    }

    @Test
    void workers_areLateByDesign() {
        connects(10, Duration.ofSeconds(1));
        recorder.onSkipped(90);

        assertThat(validityOf(Schedule.workers(1, Duration.ofMillis(1))).isValid())
                .isTrue();
    }

    @Test
    void runWithoutAConnect_isNot() {
        recorder.onAttempt(attempt(Outcome.CANCELLED, Duration.ofMillis(1)));

        assertThat(validityOf(Schedule.workers(1, Duration.ofMillis(1))).reasons())
                .containsExactly("no connect was made");
    }

    @Test
    void anybody_withoutPortOrDescriptor_isNot() {
        recorder.onAttempt(attempt(Outcome.NO_LOCAL_PORT, Duration.ZERO));
        recorder.onAttempt(attempt(Outcome.NO_DESCRIPTOR, Duration.ZERO));

        assertThat(validityOf(Schedule.workers(1, Duration.ofMillis(1))).reasons())
                .containsExactly(
                        "1 of 2 attempts had no ephemeral port left", "1 of 2 attempts had no file descriptor left");
    }

    private void connects(int count, Duration lateness) {
        for (int i = 0; i < count; i++) {
            recorder.onAttempt(attempt(Outcome.CONNECTED, Duration.ofMillis(1), lateness));
        }
    }

    private Validity validityOf(Schedule schedule) {
        DialPlan plan = DialPlan.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), 80))
                .schedule(schedule)
                .build();
        return recorder.nextInterval().validity(plan);
    }
}
