package io.github.snatrace.examples.junit;

import static io.github.snatrace.conntrack.testing.ConntrackAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.conntrack.testing.ConntrackGuard;
import io.github.snatrace.diagnosis.Cause;
import io.github.snatrace.diagnosis.ClientResult;
import io.github.snatrace.diagnosis.Diagnosis;
import io.github.snatrace.diagnosis.Evidence;
import io.github.snatrace.diagnosis.Verdict;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.DialResult;
import io.github.snatrace.dial.Dialer;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.dial.SourcePorts;
import io.github.snatrace.host.Host;
import io.github.snatrace.netns.NetworkNamespace;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunResult;
import io.github.snatrace.snapshot.NamespaceReader;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A test suite whose connects are translated: the guard looks at the translating namespace before and after each test.
 * {@link NatRegressionIT} runs it in a client of the lab, whose router is {@code nat}. On a host with containers it is
 * {@code NetworkNamespace.ofProcess(1)}.
 */
@Timeout(60)
class ConnectsBehindNat {

    private static final NetworkNamespace NAT = NetworkNamespace.named("nat");

    private final DialPlan plan = DialPlan.to(new InetSocketAddress("10.99.0.2", 8080))
            .schedule(Schedule.lockstep(Duration.ofMillis(250)))
            .sourcePorts(new SourcePorts(20_000, 20_999))
            .timeout(Duration.ofMillis(900))
            .attempts(12)
            .build();

    @RegisterExtension
    final ConntrackGuard guard = ConntrackGuard.in(NAT);

    @Test
    void connects_areMade() throws Exception {
        DialResult result = Dialer.run(plan);

        assertThat(result.count(Outcome.CONNECTED)).isPositive();
    }

    @Test
    void connects_areNotLostToTheRace() throws Exception {
        NamespaceReader nat = new NamespaceReader(Host.local(), NAT);
        NamespaceSnapshot before = nat.snapshot();
        DialResult result = Dialer.run(plan);
        ClientResult client = ClientResult.parse(ResultFile.format(RunResult.of(result)));
        Verdict verdict = Diagnosis.of(Evidence.behindNat(client, nat.snapshot().since(before)));

        assertThat(verdict).rulesOut(Cause.SNAT_INSERTION_RACE);
    }
}
