package io.github.snatrace.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.host.Fixtures;
import io.github.snatrace.host.TextFormatException;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConntrackStatsTest {

    @Test
    void parse_procfs6_readsByNameWithEntriesApart() {
        ConntrackStats stats = ConntrackStats.parse(Fixtures.text("conntrack/proc-6.18-after-race.txt"));

        assertThat(stats.source()).isEqualTo(CounterSource.PROCFS);
        assertThat(stats.entries()).hasValue(0x156e);
        assertThat(stats.cpus()).extracting(CpuCounters::cpu).containsExactly(0, 1);
        assertThat(stats.cpus().get(0).counters()).hasSize(16);
        assertThat(nonZero(stats.cpus().get(0).counters()))
                .isEqualTo(counters("found", 1660, "insert_failed", 247, "drop", 247));
        assertThat(nonZero(stats.total())).isEqualTo(counters("found", 6991, "insert_failed", 472, "drop", 472));
    }

    @Test
    void parse_procfs2632_has16ColumnsAndATrailingSpace() {
        ConntrackStats stats = ConntrackStats.parse(Fixtures.text("conntrack/proc-2.6.32.txt"));

        assertThat(stats.entries()).hasValue(43);
        assertThat(stats.cpus()).hasSize(1);
        assertThat(stats.total().keySet()).extracting(Counter::name).doesNotContain("clashres", "search_restart");
        assertThat(nonZero(stats.total()))
                .isEqualTo(counters(
                        "searched",
                        0x3159f,
                        "found",
                        0x2e6786a,
                        "new",
                        0x142562,
                        "invalid",
                        0x1bf93,
                        "ignore",
                        0xe1a051,
                        "delete",
                        0x142537,
                        "delete_list",
                        0xb8fe0,
                        "insert",
                        0xb900b,
                        "icmp_error",
                        0x1b46a));
    }

    @ParameterizedTest
    @CsvSource({
        "entries  searched found new invalid ignore delete delete_list insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart, searched, delete_list",
        "entries  clashres found new invalid ignore delete delete_list insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart, clashres, delete_list",
        "entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart, clashres, chainlength",
    })
    void parse_everyKernelGeneration_readsTheRenamedColumnsUnderTheirName(String header, String second, String eighth) {
        String row =
                "00000001  00000002 00000003 00000004 00000005 00000006 00000007 00000008 00000009 0000000a 0000000b"
                        + " 0000000c 0000000d  0000000e 0000000f 00000010 00000011\n";

        ConntrackStats stats = ConntrackStats.parse(header + "\n" + row);

        assertThat(stats.entries()).hasValue(1);
        assertThat(stats.total(Counter.named(second))).hasValue(2);
        assertThat(stats.total(Counter.FOUND)).hasValue(3);
        assertThat(stats.total(Counter.named(eighth))).hasValue(8);
        assertThat(stats.total(Counter.INSERT_FAILED)).hasValue(10);
        assertThat(stats.total(Counter.SEARCH_RESTART)).hasValue(17);
    }

    @Test
    void parse_columnsInAnotherOrderAndUnknownOnes_readsByName() {
        String text = """
                drop   entries  novelty insert_failed
                00000001 00000002 ffffffff 00000003
                """;

        ConntrackStats stats = ConntrackStats.parse(text);

        assertThat(stats.total()).isEqualTo(counters("drop", 1, "insert_failed", 3, "novelty", 0xffff_ffffL));
        assertThat(stats.entries()).hasValue(2);
    }

    @Test
    void parse_snapshot_numbersTheRowsByThePossibleCpus() {
        String text = """
                ==> /proc/4711/net/stat/nf_conntrack <==
                entries  found insert_failed
                00000005  00000001 00000002
                00000005  00000003 00000004

                ==> /sys/devices/system/cpu/possible <==
                0,2
                """;

        ConntrackStats stats = ConntrackStats.parse(text);

        assertThat(stats.cpus())
                .containsExactly(
                        new CpuCounters(0, counters("found", 1, "insert_failed", 2)),
                        new CpuCounters(2, counters("found", 3, "insert_failed", 4)));
    }

    @Test
    void parse_conntrackTool_knowsTheAliases() {
        ConntrackStats stats = ConntrackStats.parse(Fixtures.text("conntrack/conntrack-S-1.4.7-after-race.txt"));

        assertThat(stats.source()).isEqualTo(CounterSource.CONNTRACK);
        assertThat(stats.entries()).isEmpty();
        assertThat(stats.total())
                .isEqualTo(counters(
                        "clashres",
                        0,
                        "found",
                        6745,
                        "invalid",
                        0,
                        "chainlength",
                        0,
                        "insert",
                        0,
                        "insert_failed",
                        777,
                        "drop",
                        777,
                        "early_drop",
                        0,
                        "icmp_error",
                        0,
                        "search_restart",
                        0));
    }

    @Test
    void parse_conntrackToolOfAnOlderVersion_keepsUnknownAttributes() {
        ConntrackStats stats = ConntrackStats.parse("cpu=3   \tfound=4 insert_failed=5 error=6 unknown1=7 \n");

        assertThat(stats.cpus())
                .containsExactly(
                        new CpuCounters(3, counters("found", 4, "insert_failed", 5, "icmp_error", 6, "unknown1", 7)));
    }

    @Test
    void parse_conntrackToolFallingBackToProcfs_readsEntriesAsAGauge() {
        String text = """
                cpu=0   \tentries=12 clashres=1 found=2 insert_failed=3\s
                cpu=1   \tentries=12 clashres=4 found=5 insert_failed=6\s
                """;

        ConntrackStats stats = ConntrackStats.parse(text);

        assertThat(stats.entries()).hasValue(12);
        assertThat(stats.total()).isEqualTo(counters("clashres", 5, "found", 7, "insert_failed", 9));
    }

    @Test
    void parse_conntrackToolBefore140_isTheFirstCpuOnly() {
        String text = "entries \t\t7\nsearched\t\t1\nfound\t\t2\ninsert_failed\t\t3\nicmp_error\t\t4\n";

        ConntrackStats stats = ConntrackStats.parse(text);

        assertThat(stats)
                .isEqualTo(new ConntrackStats(
                        CounterSource.CONNTRACK_FIRST_CPU,
                        List.of(new CpuCounters(
                                0, counters("searched", 1, "found", 2, "insert_failed", 3, "icmp_error", 4))),
                        OptionalLong.of(7)));
    }

    @Test
    void parse_1024CpusAnd40Columns_sumsThemAll() {
        StringBuilder text = new StringBuilder("entries insert_failed");
        for (int column = 2; column < 40; column++) {
            text.append(" c").append(column);
        }
        text.append('\n');
        for (int cpu = 0; cpu < 1024; cpu++) {
            text.append("00000001 ffffffff").append(" 00000002".repeat(38)).append('\n');
        }

        ConntrackStats stats = ConntrackStats.parse(text.toString());

        assertThat(stats.cpus()).hasSize(1024);
        assertThat(stats.total()).hasSize(39);
        assertThat(stats.total(Counter.INSERT_FAILED)).hasValue(1024 * 0xffff_ffffL);
        assertThat(stats.total(Counter.named("c39"))).hasValue(2048);
    }

    @ParameterizedTest
    @ValueSource(strings = {"conntrack/proc-6.18-after-race.txt", "conntrack/proc-2.6.32.txt"})
    void toText_parsedAgain_isTheSame(String fixture) {
        ConntrackStats stats = ConntrackStats.parse(Fixtures.text(fixture));

        assertThat(ConntrackStats.parse(stats.toText())).isEqualTo(stats);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                              | nothing in it",
                "'\n\n'                                          | nothing in it",
                "'Hello, world'                                  | line 1: expected the header of /proc/net/stat/nf_conntrack, what \"conntrack -S\" prints, or a snapshot, not \"Hello, world\"",
                "'entries found found\n'                         | line 1: two columns for \"found\"",
                "'entries clashres clash_resolve\n'              | line 1: two columns for \"clash_resolve\"",
                "'entries found\n'                               | line 1: ends after 0 rows of numbers, expected at least 1: is the text complete?",
                "'entries found\n00000000'                       | line 2: expected 2 columns as in the header, found 1: is the text complete?",
                "'entries found\n00000000 0000001'               | line 2: expected 8 hexadecimal digits, not \"0000001\"",
                "'entries found\n00000000 000000001'             | line 2: expected 8 hexadecimal digits, not \"000000001\"",
                "'entries found\n00000000 -0000001'              | line 2: expected 8 hexadecimal digits, not \"-0000001\"",
                "'entries found\n00000000 0000000g'              | line 2: expected 8 hexadecimal digits, not \"0000000g\"",
                "'cpu=0 found'                                   | line 1: expected \"counter=number\", not \"found\"",
                "'cpu=0 found=4294967296'                        | line 1: expected a number of 32 bits, not \"4294967296\"",
                "'cpu=0 found=1 found=2'                         | line 1: a second \"found\"",
                "'cpu=0 found=1\ncpu=0 found=2'                  | line 2: a second line for cpu 0",
                "'cpu=0 found=1 drop=2\ncpu=1 found=2'           | line 2: other counters than on the lines before: it was cut off, or filtered; give all of what sudo conntrack -S prints",
                "'cpu=0 found=1\n[...]'                          | line 2: expected \"cpu=N\", not \"[...]\"",
                "'cpu=x found=1'                                 | line 1: expected a number of 32 bits, not \"x\"",
                "'apples\t\t12\n'                                | none of its counters is one of connection tracking",
                "'found\t\t12\ninsert\n'                         | line 2: expected a counter and its number, not \"insert\"",
                "'==> /proc/net/netstat <==\nTcpExt: A\n'        | no /proc/net/stat/nf_conntrack among its files: \"/proc/net/netstat\"",
            })
    void parse_brokenText_saysWhereAndWhatWasExpected(String text, String message) {
        assertThatThrownBy(() -> ConntrackStats.parse(text))
                .isInstanceOf(TextFormatException.class)
                .hasMessage(message);
    }

    @Test
    void parse_rowsAndPossibleCpusDisagree_isRefused() {
        String snapshot = """
                ==> /proc/net/stat/nf_conntrack <==
                entries  found
                00000005  00000001
                %s
                ==> /sys/devices/system/cpu/possible <==
                0-1
                """;

        assertThatThrownBy(() -> ConntrackStats.parse(snapshot.formatted("")))
                .hasMessage("line 2: ends after 1 rows of numbers, expected 2: is the text complete?");
        assertThatThrownBy(() -> ConntrackStats.parse(snapshot.formatted("00000005  00000001\n00000005  00000001\n")))
                .hasMessage("line 4: a row too many for the 2 possible CPUs of the snapshot");
    }

    @Test
    void isZero_anythingCountedOrTracked_isFalse() {
        assertThat(ConntrackStats.parse("cpu=0 found=0").isZero()).isTrue();
        assertThat(ConntrackStats.parse("cpu=0 found=1").isZero()).isFalse();
        assertThat(ConntrackStats.parse("cpu=0 entries=1 found=0").isZero()).isFalse();
    }

    static SortedMap<Counter, Long> counters(Object... namesAndValues) {
        SortedMap<Counter, Long> counters = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            counters.put(Counter.named((String) namesAndValues[i]), ((Number) namesAndValues[i + 1]).longValue());
        }
        return counters;
    }

    private static SortedMap<Counter, Long> nonZero(SortedMap<Counter, Long> counters) {
        SortedMap<Counter, Long> some = new TreeMap<>(counters);
        some.values().removeIf(value -> value == 0);
        return some;
    }
}
