package io.github.snatrace.conntrack;

import static io.github.snatrace.conntrack.ConntrackStatsTest.counters;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.host.Fixtures;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConntrackDeltaTest {

    @Test
    void since_raceFixture_isTheTimeoutsOfBothClients() {
        ConntrackDelta delta = between(Fixtures.text("runs/race/nat.before"), Fixtures.text("runs/race/nat.after"));

        assertThat(delta.cpus())
                .extracting(cpu -> cpu.value(Counter.INSERT_FAILED))
                .containsExactly(247L, 225L);
        assertThat(delta.total(Counter.INSERT_FAILED)).hasValue(247 + 225);
        assertThat(delta.total(Counter.DROP)).hasValue(472);
        assertThat(delta.total(Counter.FOUND)).hasValue(1660 + 5331);
        assertThat(delta.entriesBefore()).hasValue(0);
        assertThat(delta.entries()).hasValue(5486);
        assertThat(delta.reset()).isFalse();
        assertThat(delta.unmatched().isEmpty()).isTrue();
    }

    @Test
    void since_originalReadme_is1735OverElevenCpus() {
        ConntrackDelta delta = between(
                Fixtures.text("conntrack/conntrack-S-1.4.6-before.txt"),
                Fixtures.text("conntrack/conntrack-S-1.4.6-after.txt"));

        assertThat(delta.cpus())
                .extracting(cpu -> cpu.value(Counter.INSERT_FAILED))
                .containsExactly(74L, 175L, 56L, 166L, 82L, 129L, 196L, 215L, 162L, 249L, 231L);
        assertThat(delta.total(Counter.INSERT_FAILED)).hasValue(1735);
        assertThat(delta.total(Counter.FOUND)).hasValue(85147);
        // "ignore" fell from 2 to 0 on cpu 0: the machine was started again between the two.
        assertThat(delta.reset()).isTrue();
    }

    @Test
    void since_otherSourceAndOrder_comparesUnderCurrentNamesOnly() {
        ConntrackDelta delta =
                between("""
                entries  clashres found delete chainlength insert_failed icmp_error
                00000001  00000001 00000002 00000003 00000004 00000005 00000006
                """, "cpu=0 found=12 error=16 insert_failed=15 clash_resolve=11 chaintoolong=14 unknown1=9\n");

        assertThat(delta.cpus())
                .containsExactly(new CpuCounters(
                        0,
                        counters(
                                "clashres",
                                10,
                                "found",
                                10,
                                "chainlength",
                                10,
                                "insert_failed",
                                10,
                                "icmp_error",
                                10)));
        assertThat(delta.before()).isEqualTo(CounterSource.PROCFS);
        assertThat(delta.source()).isEqualTo(CounterSource.CONNTRACK);
        assertThat(delta.unmatched())
                .isEqualTo(new ConntrackDelta.Unmatched(
                        List.of(Counter.DELETE), List.of(Counter.named("unknown1")), List.of(), List.of()));
        assertThat(delta.total(Counter.DELETE)).isEmpty();
        assertThat(delta.total(Counter.named("unknown1"))).isEmpty();
    }

    @Test
    void since_cpusThatOnlyOneHas_areNamedAndNotCounted() {
        ConntrackDelta delta =
                between("cpu=0 drop=1\ncpu=1 drop=1\ncpu=2 drop=1\n", "cpu=1 drop=5\ncpu=2 drop=6\ncpu=7 drop=100\n");

        assertThat(delta.total()).isEqualTo(counters("drop", 9));
        assertThat(delta.unmatched().cpusBefore()).containsExactly(0);
        assertThat(delta.unmatched().cpusAfter()).containsExactly(7);
    }

    @Test
    void since_firstCpuOnly_leavesTheOtherCpusOut() {
        ConntrackDelta delta = between("found\t\t1\ndrop\t\t2\n", "cpu=0 found=3 drop=5\ncpu=1 found=9 drop=9\n");

        assertThat(delta.cpus()).containsExactly(new CpuCounters(0, counters("found", 2, "drop", 3)));
        assertThat(delta.unmatched().cpusAfter()).containsExactly(1);
    }

    @Test
    void since_nothingInCommon_hasNoTotal() {
        ConntrackDelta delta = between("cpu=0 drop=1", "cpu=1 drop=1");

        assertThat(delta.cpus()).isEmpty();
        assertThat(delta.total(Counter.DROP)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one of two wrapped                 | found=4294967290 drop=5  | found=4 drop=6   | found=10 drop=1 | false",
                "the only counter wrapped           | found=4294967295 drop=0  | found=0 drop=0   | found=1 drop=0  | false",
                "all wrapped at once                | found=4294967295 drop=4294967290 | found=1 drop=1 | found=2 drop=7 | false",
                "all fell to zero                   | found=100 drop=5         | found=0 drop=0   | found=0 drop=0  | true",
                "most fell                          | found=100 drop=5 new=7   | found=9 drop=8 new=1 | found=9 drop=8 new=1 | true",
                "half fell                          | found=2 drop=50          | found=9 drop=1   | found=9 drop=1  | true",
                "one of three wrapped by a long way | found=3000000000 drop=1 new=1 | found=5 drop=1 new=1 | found=1294967301 drop=0 new=0 | false",
                "nothing moved                      | found=7 drop=7           | found=7 drop=7   | found=0 drop=0  | false",
                "started from zero                  | found=0 drop=0           | found=3 drop=0   | found=3 drop=0  | false",
            })
    void since_countersThatFell_areAWrapOrAReset(
            String why, String before, String after, String counted, boolean reset) {
        ConntrackDelta delta = between("cpu=0 " + before, "cpu=0 " + after);

        assertThat(delta.total())
                .as(why)
                .isEqualTo(ConntrackStats.parse("cpu=0 " + counted).total());
        assertThat(delta.reset()).as(why).isEqualTo(reset);
    }

    @Test
    void since_resetSeenOnOneCpu_countsAllOfThemFromZero() {
        ConntrackDelta delta = between("cpu=0 drop=50\ncpu=1 drop=3", "cpu=0 drop=1\ncpu=1 drop=7");

        assertThat(delta.reset()).isTrue();
        assertThat(delta.total()).isEqualTo(counters("drop", 8));
    }

    private static ConntrackDelta between(String before, String after) {
        return ConntrackStats.parse(after).since(ConntrackStats.parse(before));
    }
}
