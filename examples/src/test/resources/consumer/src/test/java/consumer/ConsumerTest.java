package consumer;

import static io.github.snatrace.conntrack.testing.ConntrackAssertions.assertThat;
import static io.github.snatrace.testing.DialAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.accept.Acceptor;
import io.github.snatrace.diagnosis.Cause;
import io.github.snatrace.diagnosis.ClientResult;
import io.github.snatrace.diagnosis.Diagnosis;
import io.github.snatrace.diagnosis.Evidence;
import io.github.snatrace.diagnosis.Verdict;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.DialResult;
import io.github.snatrace.dial.Dialer;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunResult;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import io.github.snatrace.testing.AcceptorExtension;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(AcceptorExtension.class)
class ConsumerTest {

    @Test
    void connects_succeed_andHaveAVerdict(Acceptor service) throws Exception {
        NamespaceSnapshot before = counters(3);
        DialResult result = Dialer.run(DialPlan.to(service.address())
                .schedule(Schedule.workers(2, Duration.ofMillis(1)))
                .attempts(40)
                .build());
        ClientResult client = ClientResult.parse(ResultFile.format(RunResult.of(result)));
        Verdict verdict = Diagnosis.of(Evidence.behindNat(client, counters(3).since(before)));

        assertThat(result).isValid().hasNoFailures();
        assertThat(counters(3).since(before)).hasNoInsertFailures();
        assertThat(verdict).rulesOut(Cause.SNAT_INSERTION_RACE);
    }

    @Test
    void counters_thatMoved_failTheGuard() {
        assertThatThrownBy(() -> assertThat(counters(4).since(counters(3))).hasNoInsertFailures())
                .hasMessageContaining("CPU 0     1");
    }

    @Test
    void classPath_hasNothingOfTheCommands() {
        assertThat(Stream.of("picocli.CommandLine", "io.prometheus.metrics.core.metrics.Counter"))
                .allSatisfy(name -> assertThatThrownBy(() -> Class.forName(name))
                        .isInstanceOf(ClassNotFoundException.class));
    }

    private static NamespaceSnapshot counters(int insertFailed) {
        return NamespaceSnapshot.parse("""
                entries  clashres found insert_failed drop
                00000005  00000000 00000009 0000000%d 0000000%d
                """.formatted(insertFailed, insertFailed));
    }
}
