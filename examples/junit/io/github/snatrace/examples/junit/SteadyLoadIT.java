package io.github.snatrace.examples.junit;

import static io.github.snatrace.testing.DialAssertions.assertThat;

import io.github.snatrace.accept.Acceptor;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.DialResult;
import io.github.snatrace.dial.Dialer;
import io.github.snatrace.dial.Schedule;
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

            DialResult result = Dialer.run(plan);

            assertThat(result).isValid().hasNoFailures();
        }
    }
}
