package io.github.snatrace.testing;

import static io.github.snatrace.testing.DialAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.accept.Acceptor;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.DialResult;
import io.github.snatrace.dial.Dialer;
import io.github.snatrace.dial.Schedule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people write first, and what became of it: real runs on loopback. */
@ExtendWith(AcceptorExtension.class)
final class MeasuringNothingIT {

    @Test
    void connects_areAcceptedAndNoneFails(Acceptor acceptor) throws Exception {
        DialResult result = Dialer.run(DialPlan.to(acceptor.address())
                .schedule(Schedule.workers(2, Duration.ofMillis(1)))
                .attempts(40)
                .build());

        assertThat(result).isValid().hasNoFailures();
    }

    @Test
    void scheduleWithoutADueTime_isNoSuccess(Acceptor acceptor) throws Exception {
        DialResult result = Dialer.run(DialPlan.to(acceptor.address())
                .schedule(Schedule.lockstep(Duration.ofDays(1)))
                .duration(Duration.ofMillis(1))
                .build());

        assertThatThrownBy(() -> assertThat(result).hasNoFailures()).hasMessageContaining("no connect was made");
    }

    @Test
    void rateBeyondThisMachine_isNoSuccess(Acceptor acceptor) throws Exception {
        DialResult result = Dialer.run(DialPlan.to(acceptor.address())
                .schedule(Schedule.openLoop(1_000_000))
                .duration(Duration.ofMillis(300))
                .build());

        assertThatThrownBy(() -> assertThat(result).hasNoFailures()).hasMessageContaining(" due times were skipped");
    }

    @Test
    void portThatNobodyListensOn_isToldByItsOutcome(Acceptor acceptor) throws Exception {
        acceptor.close();

        DialResult result = Dialer.run(DialPlan.to(acceptor.address())
                .schedule(Schedule.workers(1, Duration.ofMillis(1)))
                .attempts(3)
                .build());

        assertThatThrownBy(() -> assertThat(result).hasNoFailures())
                .hasMessageContaining("3 of 3 connects (100 %) failed")
                .hasMessageContaining("outcomes  3 REFUSED")
                .hasMessageContaining("failure   REFUSED after ");
    }

    @Test
    void runThatWasClosedAtOnce_isNoSuccess(Acceptor acceptor) throws IOException, InterruptedException {
        DialPlan plan = DialPlan.to(acceptor.address())
                .schedule(Schedule.openLoop(0.1))
                .startAt(Instant.now().plusSeconds(60))
                .duration(Duration.ofSeconds(1))
                .build();
        DialResult result;
        try (var run = Dialer.start(plan, attempt -> {})) {
            run.stop();
            result = run.await();
        }

        assertThatThrownBy(() -> assertThat(result).isValid()).hasMessageContaining("no connect was made");
    }
}
