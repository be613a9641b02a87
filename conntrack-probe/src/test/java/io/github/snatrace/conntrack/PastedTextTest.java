package io.github.snatrace.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.host.Fixtures;
import io.github.snatrace.host.TextFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PastedTextTest {

    @Test
    void parse_stderrInBetween_isLeftOut() {
        assertThat(ConntrackStats.parse("""
                cpu=0   \tfound=1 insert_failed=2 drop=2
                conntrack v1.4.6 (conntrack-tools): 4 flow entries have been shown.
                cpu=1   \tfound=3 insert_failed=4 drop=4
                """).total(Counter.INSERT_FAILED)).hasValue(6);
    }

    @Test
    void parse_refusal_saysWhatIsMissing() {
        assertThatThrownBy(() -> ConntrackStats.parse(Fixtures.text("reports/07/conntrack-S-refused.txt")))
                .isInstanceOf(TextFormatException.class)
                .hasMessage(
                        "conntrack -S was refused (Operation not permitted): CAP_NET_ADMIN is missing, or the module is not"
                                + " loaded: sudo conntrack -S, as root of the host");
    }

    @Test
    void parse_allCpusUnderTheNamesOfProcfs_areRead() {
        assertThat(ConntrackStats.parse("""
                cpu=0   \tentries=7 clashres=1 found=2 icmp_error=3 insert_failed=4
                cpu=1   \tentries=7 clashres=1 found=2 icmp_error=3 insert_failed=5
                """).total(Counter.INSERT_FAILED)).hasValue(9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cpu=0 found=1 insert_failed=2\\ncpu=1 found=1 ins  | expected \"counter=number\"",
                "cpu=0 found=1 insert_failed=2\\ncpu=1 found=1      | it was cut off, or filtered; give all of what sudo conntrack -S prints",
                "insert_failed=92\\ninsert_failed=107               | counters without their CPUs, filtered by grep?: give all of what sudo conntrack -S prints",
                "000000c8 00099e10 00e64dcc                         | numbers without their header, filtered by grep? Give all of /proc/net/stat/nf_conntrack",
                "TcpExtListenOverflows 12178939 0.0                 | these are counters of TCP, not of connection tracking: show and explain --server read them",
                "TcpExt: A B\\nTcpExt: 1 2                          | these are counters of TCP, not of connection tracking: show and explain --server read them",
                "State Recv-Q Send-Q\\nLISTEN 0 1 *:80              | these are sockets, not counters: show reads them",
            })
    void parse_notAllOrNoneOfIt_isRefusedWithWhatGivesTheRightOne(String text, String message) {
        assertThatThrownBy(() -> ConntrackStats.parse(text.replace("\\n", "\n")))
                .isInstanceOf(TextFormatException.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    }
}
