package io.github.snatrace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults of the lab beside what {@code conntrack-probe trace --json} said of them ({@code fault --trace --keep}). */
final class TracedFaultsTest {

    static List<CapturedFault> faults() {
        return CapturedFault.traced();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyLostSyn_isCountedByName(CapturedFault fault) {
        Verdict verdict = fault.tracedVerdict(true, true);

        assertThat(counts(verdict)).isEqualTo(fault.truth());
        assertThat(verdict.findings())
                .filteredOn(finding -> finding.count() > 0)
                .allSatisfy(finding -> assertThat(finding.confidence()).isEqualTo(Confidence.HIGH))
                .allSatisfy(finding -> assertThat(finding.bounds()).isEqualTo(Bounds.exactly(finding.count())));
        assertThat(verdict.named().orElseThrow())
                .extracting(NamedLosses::named, NamedLosses::otherwise, NamedLosses::unexplained)
                .containsExactly(verdict.failures(), 0L, 0L);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void routerNotSeen_theTraceStandsForIt(CapturedFault fault) {
        Verdict verdict = fault.tracedVerdict(false, true);

        assertThat(counts(verdict)).isEqualTo(fault.truth());
        assertThat(verdict.unseen()).noneMatch(line -> line.startsWith("nat"));
    }

    @Test
    void serverNotSeen_whatLeftTheRouterIsUnexplained() {
        Verdict verdict = new CapturedFault("loss-beyond", CapturedFault.TRACED.resolve("loss-beyond"))
                .tracedVerdict(true, false);

        assertThat(counts(verdict)).isEqualTo(Map.of(Cause.UNEXPLAINED, 82L));
        assertThat(verdict.findings().get(0).advice()).contains("--server server.before server.after");
    }

    @Test
    void serverNotSeen_whatTheRouterLostIsLostAllTheSame() {
        Verdict verdict = new CapturedFault("packet-loss", CapturedFault.TRACED.resolve("packet-loss"))
                .tracedVerdict(true, false);

        assertThat(counts(verdict)).isEqualTo(Map.of(Cause.PACKET_LOST, verdict.failures()));
    }

    private static Map<Cause, Long> counts(Verdict verdict) {
        return verdict.findings().stream()
                .filter(finding -> finding.count() > 0)
                .collect(Collectors.toMap(Finding::cause, Finding::count));
    }
}
