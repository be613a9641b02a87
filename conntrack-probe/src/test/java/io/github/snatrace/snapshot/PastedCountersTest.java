package io.github.snatrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.host.Fixtures;
import io.github.snatrace.host.TextFormatException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PastedCountersTest {

    @ParameterizedTest
    @CsvSource({
        "reports/24/nstat-az.txt, TcpExt, ListenOverflows, 12178939",
        "reports/24/nstat-az.txt, TcpExt, ListenDrops, 12247395",
        "reports/24/proc-net-netstat.txt, TcpExt, ListenOverflows, 786",
        "reports/24/proc-net-netstat.txt, IpExt, InOctets, 7558843367",
        "reports/24/netstat-s-listen-dropped.txt, TcpExt, ListenDrops, 5191585",
        "reports/24/netstat-s-listen-dropped.txt, Tcp, RetransSegs, 191055808",
        "reports/24/netstat-s-old-proxy.txt, TcpExt, ListenDrops, 6350",
        "reports/24/netstat-s-old-proxy.txt, TcpExt, PAWSEstab, 5036798",
        "reports/24/netstat-s-before.txt, TcpExt, TCPTimeWaitOverflow, 27360"
    })
    void read_whatToolsPrint_hasTheKernelsNames(String fixture, String group, String name, long value) {
        NamespaceSnapshot snapshot = NamespaceSnapshot.parse(Fixtures.text(fixture));

        assertThat(snapshot.protocols().value(group, name)).hasValue(value);
        assertThat(snapshot.conntrack()).isEmpty();
    }

    @Test
    void read_whatNetstatLeavesOut_isNotZero() {
        NamespaceSnapshot snapshot = NamespaceSnapshot.parse(Fixtures.text("reports/24/netstat-s-before.txt"));

        assertThat(snapshot.protocols().value("TcpExt", "ListenOverflows")).isEqualTo(OptionalLong.empty());
    }

    @Test
    void read_nstatWithItsHead_isRead() {
        NamespaceSnapshot snapshot = NamespaceSnapshot.parse(
                "#kernel\nIpInReceives   12   0.0\nTcpExtTCPSynRetrans   3   0.0\nUdp6InErrors 1 0.0\n");

        assertThat(snapshot.protocols().value("Ip", "InReceives")).hasValue(12);
        assertThat(snapshot.protocols().value("TcpExt", "TCPSynRetrans")).hasValue(3);
        assertThat(snapshot.protocols().value("Udp6", "InErrors")).hasValue(1);
    }

    @Test
    void read_netstatInColumns_isRead() {
        NamespaceSnapshot snapshot = NamespaceSnapshot.parse("""
                TcpExt:  SyncookiesSent  ListenOverflows  ListenDrops
                TcpExt:  0               41               47
                """);

        assertThat(snapshot.protocols().value("TcpExt", "ListenDrops")).hasValue(47);
    }

    @Test
    void read_nstatThroughGrep_isReadForWhatItHas() {
        NamespaceSnapshot snapshot = NamespaceSnapshot.parse("""
                TcpExtListenOverflows           23                 0.0
                TcpExtListenDrops               25                 0.0
                """);

        assertThat(snapshot.protocols().value("TcpExt", "ListenOverflows")).hasValue(23);
        assertThat(snapshot.protocols().value("TcpExt", "TCPSynRetrans")).isEmpty();
    }

    @Test
    void read_netstatOfTcpAlone_isRead() {
        NamespaceSnapshot snapshot = NamespaceSnapshot.parse("""
                IcmpMsg:
                    InType3: 17
                Tcp:
                    8812 active connection openings
                    102 failed connection attempts
                    77 segments retransmitted
                    9 resets sent
                TcpExt:
                    12 times the listen queue of a socket overflowed
                    14 SYNs to LISTEN sockets dropped
                    TCPSynRetrans: 31
                """);

        assertThat(snapshot.protocols().value("Tcp", "ActiveOpens")).hasValue(8812);
        assertThat(snapshot.protocols().value("Tcp", "OutRsts")).hasValue(9);
        assertThat(snapshot.protocols().value("TcpExt", "ListenOverflows")).hasValue(12);
        assertThat(snapshot.protocols().value("TcpExt", "TCPSynRetrans")).hasValue(31);
    }

    @Test
    void read_conntrackBehindAPrompt_isRead() {
        NamespaceSnapshot snapshot = NamespaceSnapshot.parse("""
                root@node-3:~# conntrack -S
                cpu=0   \tfound=0 invalid=3 insert=0 insert_failed=17 drop=17 early_drop=0 error=0 search_restart=0
                cpu=1   \tfound=2 invalid=0 insert=0 insert_failed=19 drop=19 early_drop=0 error=1 search_restart=0
                """);

        assertThat(snapshot.conntrack().orElseThrow().total(Counter.INSERT_FAILED))
                .hasValue(36);
    }

    @Test
    void read_tableOfVyos_isConntracks() {
        NamespaceSnapshot snapshot =
                NamespaceSnapshot.parse(Fixtures.text("reports/10/vyos-show-conntrack-statistics.txt"));

        ConntrackStats stats = snapshot.conntrack().orElseThrow();
        assertThat(stats.cpus()).hasSize(4);
        assertThat(stats.total(Counter.named("search_restart"))).hasValue(48);
        assertThat(stats.total(Counter.INSERT_FAILED)).hasValue(0);
    }

    @Test
    void read_sockets_areRefusedWithWhatReadsThem() {
        assertThatThrownBy(() -> NamespaceSnapshot.parse(Fixtures.text("reports/24/ss-lnt.txt")))
                .isInstanceOf(TextFormatException.class)
                .hasMessageStartingWith("these are sockets, not counters: show reads them");
    }

    @Test
    void parse_listing_knowsWhoseQueueIsFull() {
        assertThat(ListeningSocket.parse("""
                State  Recv-Q Send-Q Local Address:Port Peer Address:Port
                LISTEN 129    128                *:80               *:*
                LISTEN 0      4096       127.0.0.1:53         0.0.0.0:*
                """))
                .containsExactly(
                        new ListeningSocket("*:80", 129, 128, OptionalLong.empty(), ""),
                        new ListeningSocket("127.0.0.1:53", 0, 4096, OptionalLong.empty(), ""))
                .extracting(ListeningSocket::isFull)
                .containsExactly(true, false);
    }

    @Test
    void parse_listingCutOff_namesTheLine() {
        assertThatThrownBy(() -> ListeningSocket.parse("State Recv-Q\nLISTEN 129"))
                .isInstanceOf(TextFormatException.class)
                .hasMessageStartingWith("line 2: expected LISTEN, two numbers and an address");
    }
}
