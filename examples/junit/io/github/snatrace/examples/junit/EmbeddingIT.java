package io.github.snatrace.examples.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.accept.Acceptor;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.DialResult;
import io.github.snatrace.dial.DialRun;
import io.github.snatrace.dial.Dialer;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.stats.AttemptRecorder;
import io.github.snatrace.stats.Snapshot;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a test suite uses the library. */
@Timeout(60)
class EmbeddingIT {

    @Test
    void everyConnect_toAServiceUnderSteadyLoad_succeeds() throws Exception {
        try (Acceptor acceptor = Acceptor.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            DialPlan plan = DialPlan.to(acceptor.address())
                    .schedule(Schedule.openLoop(1_000))
                    .duration(Duration.ofSeconds(1))
                    .build();

            DialResult result = Dialer.run(plan);

            assertThat(result.failures()).isZero();
        }
    }

    @Test
    void distribution_ofTheConnects_isRecordedByAListener() throws Exception {
        try (Acceptor acceptor = Acceptor.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            DialPlan plan = DialPlan.to(acceptor.address())
                    .schedule(Schedule.workers(4, Duration.ofMillis(5)))
                    .attempts(200)
                    .build();
            AttemptRecorder recorder = new AttemptRecorder();

            Dialer.warmUp(plan);
            try (DialRun run = Dialer.start(plan, recorder)) {
                run.await();
            }
            Snapshot total = recorder.nextInterval();

            assertThat(total.count(Outcome.CONNECTED)).isEqualTo(200);
            assertThat(total.elapsed(Outcome.CONNECTED).getTotalCount()).isEqualTo(200);
        }
    }
}
