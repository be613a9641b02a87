package io.github.snatrace.examples.junit;

import static io.github.snatrace.testing.DialAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.accept.Acceptor;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.DialResult;
import io.github.snatrace.dial.DialRun;
import io.github.snatrace.dial.Dialer;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Outcomes;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.stats.AttemptRecorder;
import io.github.snatrace.testing.AcceptorExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs several dialers side by side, and adds up what they came to. */
@ExtendWith(AcceptorExtension.class)
@Timeout(60)
class ManyDialersIT {

    @Test
    void dialers_sideBySide_areCountedTogether(Acceptor service) throws Exception {
        Instant together = Instant.now().plusMillis(200);
        AttemptRecorder recorder = new AttemptRecorder();
        List<DialRun> runs = new ArrayList<>();
        for (int workers = 1; workers <= 3; workers++) {
            DialPlan plan = DialPlan.to(service.address())
                    .schedule(Schedule.workers(workers, Duration.ofMillis(5)))
                    .startAt(together)
                    .attempts(100)
                    .build();
            runs.add(Dialer.start(plan, recorder));
        }

        Outcomes total = Outcomes.NONE;
        for (DialRun run : runs) {
            try (run) {
                DialResult result = run.await();
                assertThat(result).isValid().hasNoFailures();
                total = total.plus(result.outcomes());
            }
        }

        assertThat(total.count(Outcome.CONNECTED)).isEqualTo(300);
        assertThat(recorder.nextInterval().elapsed(Outcome.CONNECTED).getTotalCount())
                .isEqualTo(300);
    }
}
