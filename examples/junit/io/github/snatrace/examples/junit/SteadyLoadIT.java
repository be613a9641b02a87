package io.github.snatrace.examples.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.accept.Acceptor;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.DialRun;
import io.github.snatrace.dial.Dialer;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.stats.AttemptRecorder;
import io.github.snatrace.stats.Snapshot;
import io.github.snatrace.stats.Validity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SteadyLoadIT {

    @Test
    void everyConnect_ofASteadyLoad_succeeds() throws Exception {
        try (Acceptor service = Acceptor.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            DialPlan plan = DialPlan.to(service.address())
                    .schedule(Schedule.workers(4, Duration.ofMillis(5)))
                    .duration(Duration.ofSeconds(1))
                    .build();
            AttemptRecorder recorder = new AttemptRecorder();

            try (DialRun run = Dialer.start(plan, recorder)) {
                run.await();
            }
            Snapshot total = recorder.nextInterval();

            assertThat(Validity.of(plan, total).reasons()).isEmpty();
            assertThat(total.failures()).isZero();
        }
    }
}
