package io.github.snatrace.client.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.client.RecordedRun;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.stats.Snapshot;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

public final class ProgressTest {

    @Test
    void duration_isWhatTheRestIsTakenFrom() {
        assertThat(Progress.of(plan().duration(Duration.ofSeconds(20)).build(), after(5, 100)))
                .isEqualTo(new Progress(Duration.ofSeconds(5), Optional.of(0.25), Optional.of(Duration.ofSeconds(15))));
    }

    @Test
    void count_isExtrapolated() {
        assertThat(Progress.of(plan().attempts(400).build(), after(5, 100)))
                .isEqualTo(new Progress(Duration.ofSeconds(5), Optional.of(0.25), Optional.of(Duration.ofSeconds(15))));
    }

    @Test
    void nothingDone_saysNothingAboutTheRest() {
        assertThat(Progress.of(plan().attempts(400).build(), after(5, 0)))
                .isEqualTo(new Progress(Duration.ofSeconds(5), Optional.of(0.0), Optional.empty()));
    }

    @Test
    void overdueRun_hasNothingLeft() {
        assertThat(Progress.of(plan().duration(Duration.ofSeconds(2)).build(), after(5, 1)))
                .isEqualTo(new Progress(Duration.ofSeconds(5), Optional.of(1.0), Optional.of(Duration.ZERO)));
    }

    @Test
    void endlessRun_hasNoShare() {
        assertThat(Progress.of(plan().build(), after(5, 100)))
                .isEqualTo(new Progress(Duration.ofSeconds(5), Optional.empty(), Optional.empty()));
    }

    @Test
    void runThatIsStillToBegin_hasNegativeTime() {
        assertThat(Progress.ahead(plan().duration(Duration.ofSeconds(10)).build(), Duration.ofSeconds(3)))
                .isEqualTo(new Progress(Duration.ofSeconds(-3), Optional.of(0.0), Optional.of(Duration.ofSeconds(13))));
    }

    private static DialPlan.Builder plan() {
        return DialPlan.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080))
                .schedule(Schedule.workers(1, Duration.ofMillis(10)));
    }

    private static Snapshot after(int seconds, int attempts) {
        RecordedRun run = new RecordedRun();
        for (int i = 0; i < attempts; i++) {
            run.attempt(i, 200, Outcome.CONNECTED);
        }
        return run.interval(RecordedRun.START.plusSeconds(seconds));
    }
}
