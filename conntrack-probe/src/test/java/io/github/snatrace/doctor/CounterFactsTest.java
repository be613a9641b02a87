package io.github.snatrace.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.host.Fixtures;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Counters that people pasted, read as their kernel counts. */
final class CounterFactsTest {

    @Test
    void conclude_kernel44_doesNotTakeLookupsForTakenPorts() {
        assertThat(facts(Fixtures.text("reports/01/procfs-4.4.txt"), "4.4.0-116-generic", 65536))
                .filteredOn(fact -> fact.topic().equals("race"))
                .singleElement()
                .satisfies(fact -> {
                    assertThat(fact.level()).isEqualTo(Fact.Level.PROBLEM);
                    assertThat(fact.fact()).isEqualTo("199 insertions were lost since the counters started");
                });
    }

    @Test
    void conclude_kernel44ByItsCounters_doesNotNeedTheRelease() {
        assertThat(facts(Fixtures.text("reports/01/procfs-4.4.txt"), "", 65536))
                .filteredOn(fact -> fact.topic().equals("race"))
                .extracting(Fact::fact)
                .containsExactly("199 insertions were lost since the counters started");
    }

    @Test
    void conclude_dropsOfATableThatIsNotFull_haveACauseThatIsNotInTheCounters() {
        List<Fact> facts = facts(Fixtures.text("reports/04/proc-stat.txt"), "4.4.0", 65536);

        assertThat(facts).noneMatch(fact -> fact.level() == Fact.Level.PROBLEM);
        assertThat(facts)
                .filteredOn(fact -> fact.topic().equals("table"))
                .singleElement()
                .satisfies(fact -> {
                    assertThat(fact.level()).isEqualTo(Fact.Level.UNKNOWN);
                    assertThat(fact.fact())
                            .isEqualTo(
                                    "1,346 packets were dropped by connection tracking, why is not in these counters; the"
                                            + " table holds 1,822 of 65,536 entries (2.8 %), early_drop 0");
                });
        assertThat(facts).noneMatch(fact -> fact.fact().contains("port taken"));
    }

    @Test
    void conclude_clashesWithoutTranslation_areNoSnatRace() {
        List<Fact> facts = facts(Fixtures.text("reports/05/procfs.txt"), "5.10.0", 262144);

        assertThat(facts)
                .filteredOn(fact -> fact.level() == Fact.Level.PROBLEM)
                .singleElement()
                .satisfies(fact -> {
                    assertThat(fact.fact())
                            .isEqualTo(
                                    "47,646 insertions were lost without any translation (found 0, no NAT rule): packets of"
                                            + " one and the same flow met on two CPUs");
                    assertThat(fact.consequence()).contains("fully-random cannot help");
                });
        assertThat(facts)
                .filteredOn(fact -> fact.topic().equals("table"))
                .extracting(Fact::level)
                .containsExactly(Fact.Level.NOTE);
    }

    @Test
    void conclude_chainsThatAreTooLong_areTheProblem() {
        List<Fact> facts = facts(Fixtures.text("reports/06/procfs.txt"), "6.1.192", 262144);

        assertThat(facts)
                .filteredOn(fact -> fact.level() == Fact.Level.PROBLEM)
                .singleElement()
                .satisfies(fact -> {
                    assertThat(fact.topic()).isEqualTo("chains");
                    assertThat(fact.fact())
                            .startsWith("20,444 packets were dropped because their hash chains were too long");
                    assertThat(fact.advice()).contains("nf_conntrack_buckets");
                });
        assertThat(facts)
                .filteredOn(fact -> fact.topic().equals("table"))
                .extracting(Fact::consequence)
                .containsExactly("it is not full; its chains are too long, see there");
    }

    @Test
    void conclude_clashesThatWereResolved_areNoLosses() {
        assertThat(facts("entries found insert_failed drop\n00000001 00000009 00000007 00000002\n", "5.4.0", 100))
                .filteredOn(fact -> fact.topic().equals("race"))
                .extracting(Fact::fact)
                .containsExactly("2 insertions were lost since the counters started; NAT found a port taken 9 times");
    }

    @Test
    void conclude_oneLossSinceTheStart_isANote() {
        assertThat(facts("entries found insert_failed drop\n00000001 00000009 00000001 00000001\n", "6.1.0", 100))
                .filteredOn(fact -> fact.topic().equals("race"))
                .extracting(fact -> fact.level() + " " + fact.fact())
                .containsExactly(
                        "NOTE 1 insertion was lost since the counters started; NAT found a port taken 9 times");
    }

    @Test
    void conclude_tableNearlyFull_isAProblem() {
        assertThat(facts("entries insert_failed drop early_drop\n0000005f 00000000 00000000 00000000\n", "6.1.0", 100))
                .filteredOn(fact -> fact.topic().equals("table"))
                .extracting(fact -> fact.level() + " " + fact.fact())
                .containsExactly(
                        "PROBLEM the connection tracking table holds 95 of 100 entries (95.0 %); it dropped 0 packets"
                                + " and evicted 0 entries for being full");
    }

    private static List<Fact> facts(String procfs, String kernel, long max) {
        ConntrackStats stats = ConntrackStats.parse(procfs);
        return Doctor.conclude(new Findings(
                kernel,
                Optional.of(new Findings.Counters("", Optional.of(stats), "")),
                OptionalLong.of(max),
                OptionalLong.of(1),
                new HostRules(List.of(), List.of(), false, ""),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty()));
    }
}
