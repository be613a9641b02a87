package io.github.snatrace.examples.junit;

import static io.github.snatrace.testing.DialAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.accept.Acceptor;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.DialResult;
import io.github.snatrace.dial.Dialer;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.testing.AcceptorExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Checks a proxy under load: it takes every connection, and opens one upstream for each. */
@ExtendWith(AcceptorExtension.class)
@Timeout(60)
class ProxyUnderLoadIT {

    @Test
    void everyConnection_goesThroughTheProxy(Acceptor upstream) throws Exception {
        try (ForwardingProxy proxy = ForwardingProxy.to(upstream.address())) {
            DialPlan plan = DialPlan.to(proxy.address())
                    .schedule(Schedule.workers(8, Duration.ofMillis(20)))
                    .duration(Duration.ofSeconds(1))
                    .build();

            DialResult result = Dialer.run(plan);

            assertThat(result).isValid().hasNoFailures();
            assertThat(proxy.hasForwarded(result.attempts(), 30))
                    .as("opens a connection upstream for each of %,d", result.attempts())
                    .isTrue();
        }
    }
}
