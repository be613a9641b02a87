package io.github.snatrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.host.Fixtures;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.TextFormatException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NamespaceSnapshotTest {

    @Test
    void parse_fixture_readsEveryFile() {
        NamespaceSnapshot snapshot = snapshot("runs/race/nat.after");

        assertThat(snapshot.conntrack().orElseThrow().total(Counter.INSERT_FAILED))
                .hasValue(472);
        assertThat(snapshot.protocols().value("Ip", "ForwDatagrams")).hasValue(26121);
        assertThat(snapshot.protocols().value("Tcp", "MaxConn")).hasValue(-1);
        assertThat(snapshot.protocols().value("TcpExt", "PAWSTimewait")).hasValue(0);
        assertThat(snapshot.entries()).hasValue(5486);
        assertThat(snapshot.maxEntries()).hasValue(262144);
        assertThat(snapshot.kernel()).isEmpty();
    }

    @Test
    void parse_filesMissing_leavesThemEmpty() {
        NamespaceSnapshot snapshot =
                NamespaceSnapshot.parse(KernelText.of(Map.of(KernelText.KERNEL_RELEASE, "6.18.1-generic\n")));

        assertThat(snapshot.conntrack()).isEmpty();
        assertThat(snapshot.protocols().value("TcpExt", "ListenOverflows")).isEmpty();
        assertThat(snapshot.entries()).isEmpty();
        assertThat(snapshot.maxEntries()).isEmpty();
        assertThat(snapshot.kernel()).contains("6.18.1-generic");
    }

    @Test
    void parse_withoutTheCount_takesTheEntriesOfTheCounters() {
        NamespaceSnapshot snapshot = NamespaceSnapshot.parse(
                KernelText.of(Map.of(KernelText.CONNTRACK_STAT, "entries found\n00000010 00000001\n")));

        assertThat(snapshot.entries()).hasValue(16);
    }

    @Test
    void since_raceFixture_countsEachProtocolAndLeavesSettingsOut() {
        NamespaceDelta delta = snapshot("runs/race/c1.after").since(snapshot("runs/race/c1.before"));

        assertThat(delta.protocols().value("Tcp", "ActiveOpens")).hasValue(3000);
        assertThat(delta.protocols().value("TcpExt", "TCPSynRetrans")).hasValue(0);
        assertThat(delta.protocols().value("Tcp", "RtoMax")).isEmpty();
        assertThat(delta.protocols().value("Tcp", "CurrEstab")).isEmpty();
        assertThat(delta.conntrack().orElseThrow().total(Counter.INSERT_FAILED)).hasValue(0);
    }

    @Test
    void since_counterThatMovedByMoreThanAnyKernelCounts_isLeftOut() {
        ProtocolCounters before = ProtocolCounters.parse("Tcp: InSegs OutSegs OutRsts\nTcp: 0 0 9223372036854775800\n");
        ProtocolCounters after =
                ProtocolCounters.parse("Tcp: InSegs OutSegs OutRsts\nTcp: 18446744073709551615 9007199254740993 5\n");

        assertThat(after.since(before).groups()).isEqualTo(Map.of("Tcp", Map.of("OutRsts", 5L)));
    }

    @Test
    void since_counterThatFell_countsFromZero() {
        ProtocolCounters before = ProtocolCounters.parse("Tcp: InSegs OutSegs OutRsts\nTcp: 100 7 3\n");
        ProtocolCounters after = ProtocolCounters.parse("Tcp: OutSegs InSegs Novel\nTcp: 9 4 1\n");

        assertThat(after.since(before).groups()).isEqualTo(Map.of("Tcp", Map.of("OutSegs", 2L, "InSegs", 4L)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'TcpExt: A B\nTcpExt: 1\n'       | \"TcpExt\": expected 2 numbers, found 1: is the text complete?",
                "'TcpExt: A B\n'                  | expected a line of names and a line of numbers of the same group, not \"TcpExt: A B\"",
                "'TcpExt: A\nIpExt: 1\n'          | expected a line of names and a line of numbers of the same group, not \"TcpExt: A\"",
                "'TcpExt: A\nTcpExt: x\n'         | \"TcpExt\": expected a number, not \"x\"",
            })
    void parse_brokenText_saysWhatWasExpected(String text, String message) {
        assertThatThrownBy(() -> ProtocolCounters.parse(text))
                .isInstanceOf(TextFormatException.class)
                .hasMessage(message);
    }

    private static NamespaceSnapshot snapshot(String fixture) {
        return NamespaceSnapshot.parse(KernelText.parse(Fixtures.text(fixture)));
    }

    @Test
    void parse_queuesBacklogsAndIpv6_areSummed() {
        NamespaceSnapshot before = NamespaceSnapshot.parse("""
                ==> /proc/net/snmp6 <==
                Ip6InReceives                   	10
                Ip6OutForwDatagrams             	4

                ==> /proc/net/netfilter/nfnetlink_queue <==
                    0   2817     0 2 65531     3     0       12  1
                    1   2817     7 2 65531     5     9       12  1

                ==> /proc/net/softnet_stat <==
                0000f0a1 00000010 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
                0000b1c2 00000001 00000003 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000001
                """);

        NamespaceDelta delta = before.since(before);

        assertThat(before.queueDrops()).hasValue(8);
        assertThat(before.backlogDrops()).hasValue(17);
        assertThat(before.protocols().value(ProtocolCounter.IP6_FORWARDED)).hasValue(4);
        assertThat(delta.queueDrops()).hasValue(0);
    }

    @Test
    void parse_filesWithoutALine_countNothing() {
        NamespaceSnapshot snapshot = NamespaceSnapshot.parse("""
                ==> /proc/net/snmp6 <==

                ==> /proc/net/netfilter/nfnetlink_queue <==

                ==> /proc/net/softnet_stat <==
                0000f0a1 00000010
                """);

        assertThat(snapshot.queueDrops()).hasValue(0);
        assertThat(snapshot.backlogDrops()).hasValue(16);
    }

    @Test
    void parse_aTableWithoutItsColumns_isRefused() {
        assertThatThrownBy(() -> NamespaceSnapshot.parse("==> /proc/net/softnet_stat <==\n0000f0a1\n"))
                .isInstanceOf(TextFormatException.class)
                .hasMessage("/proc/net/softnet_stat: expected a number in column 2 of \"0000f0a1\"");
    }
}
