package io.github.snatrace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The diagnosis of faults that were provoked for real ({@code examples/lab/fault --all --keep}), without a network. */
final class CapturedFaultsTest {

    @Test
    void everyFault_isHere() {
        assertThat(CapturedFault.all())
                .extracting(CapturedFault::name)
                .containsExactly(
                        "accept-queue",
                        "accept-queue-beside-others",
                        "accept-queue-slow",
                        "closed-port",
                        "descriptors",
                        "drop-rule",
                        "drop-rule-midway",
                        "ephemeral-ports",
                        "loss-beside-others",
                        "no-route",
                        "packet-loss",
                        "packet-loss-slow",
                        "ports-of-16-slow",
                        "ports-of-500",
                        "ports-of-8",
                        "race",
                        "race-and-accept-queue",
                        "race-and-loss",
                        "race-beside-others",
                        "reject-icmp",
                        "reject-reset",
                        "reverse-path",
                        "saturated-generator",
                        "syn-queue",
                        "table-full",
                        "time-wait",
                        "time-wait-no-timestamps");
    }

    static List<CapturedFault> faults() {
        return CapturedFault.all();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everythingSeen_eachCauseIsNamedAndCounted(CapturedFault fault) {
        Verdict verdict = fault.verdict(true, true, true);

        Map<Cause, Long> truth = fault.truth();
        truth.forEach((cause, count) -> assertThat((double) verdict.count(cause))
                .as(cause + " of " + Scenario.lines(verdict))
                .isCloseTo(count, within(fault.tolerance() * count)));
        assertThat(verdict.findings().stream().filter(finding -> finding.count() > 0))
                .extracting(Finding::cause)
                .isSubsetOf(truth.keySet());
        long most = truth.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        assertThat(verdict.cause())
                .hasValueSatisfying(cause -> assertThat(truth).containsEntry(cause, most));
    }

    static List<Arguments> faultsAndWhatIsSeen() {
        List<Arguments> all = new ArrayList<>();
        for (CapturedFault fault : CapturedFault.all()) {
            for (int seen = 0; seen < 7; seen++) {
                all.add(Arguments.of(fault, (seen & 1) != 0, (seen & 2) != 0, (seen & 4) != 0));
            }
        }
        return all;
    }

    @ParameterizedTest(name = "{0}, clients seen {1}, nat seen {2}, server seen {3}")
    @MethodSource("faultsAndWhatIsSeen")
    void notEverythingSeen_theRestIsUnexplained_andNothingIsWrong(
            CapturedFault fault, boolean clients, boolean nat, boolean server) {
        Verdict verdict = fault.verdict(clients, nat, server);

        Map<Cause, Long> truth = fault.truth();
        for (Finding finding : verdict.findings()) {
            if (finding.count() > 0 && finding.cause() != Cause.UNEXPLAINED) {
                long count = truth.getOrDefault(finding.cause(), 0L);
                assertThat((double) finding.count())
                        .as(finding.cause() + " of " + Scenario.lines(verdict))
                        .isLessThanOrEqualTo(count * (1 + fault.tolerance()));
            }
        }
        if (verdict.unexplained() > 0) {
            assertThat(verdict.unseen()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void race_isNamedOnlyWhereThereWasOne(CapturedFault fault) {
        assertThat(fault.verdict(true, true, true).count(Cause.SNAT_INSERTION_RACE) > 0)
                .isEqualTo(fault.name().startsWith("race"));
    }

    @ParameterizedTest(name = "{0}, clients seen {1}, nat seen {2}, server seen {3}")
    @MethodSource("faultsAndWhatIsSeen")
    void whateverIsSeen_theBoundsHoldTheTruth_andNoWrongCauseIsSure(
            CapturedFault fault, boolean clients, boolean nat, boolean server) {
        Verdict verdict = fault.verdict(clients, nat, server);

        fault.requireHeldBy(verdict);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everythingSeen_theBoundsHoldTheTruth_andNoWrongCauseIsSure(CapturedFault fault) {
        fault.requireHeldBy(fault.verdict(true, true, true));
    }

    @Test
    void pureFaultsOfTheLab_areSure() {
        for (String name :
                List.of("race", "accept-queue", "ports-of-500", "table-full", "packet-loss", "race-and-loss")) {
            Verdict verdict = CapturedFault.named(name).verdict(true, true, true);

            assertThat(verdict.findings())
                    .as(name + " " + verdict)
                    .allSatisfy(finding -> assertThat(finding.confidence()).isEqualTo(Confidence.HIGH))
                    .allSatisfy(finding -> assertThat(finding.bounds()).isEqualTo(Bounds.exactly(finding.count())));
        }
    }

    static List<Arguments> faultsAndWrongNamespaces() {
        List<Arguments> all = new ArrayList<>();
        for (CapturedFault fault : CapturedFault.all()) {
            all.add(Arguments.of(fault, "c1", "srv"));
            all.add(Arguments.of(fault, "srv", "nat"));
            all.add(Arguments.of(fault, "nat", "c1"));
            all.add(Arguments.of(fault, "nat", "nat"));
        }
        return all;
    }

    @ParameterizedTest(name = "{0}, {1} given as nat, {2} given as server")
    @MethodSource("faultsAndWrongNamespaces")
    void wrongNamespaces_noWrongCauseIsSure(CapturedFault fault, String nat, String server) {
        Verdict verdict = fault.verdictWith(nat, server);

        fault.requireNothingWrongIsSure(verdict);
    }
}
