package io.github.snatrace.accept;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListenQueueTest {

    @Test
    void limit_isWhatWasAskedFor_unlessTheKernelAllowsLess() {
        int allowed = ListenQueue.limit(Integer.MAX_VALUE);

        assertThat(allowed).as("net.core.somaxconn, which nobody sets below 16").isBetween(16, Integer.MAX_VALUE - 1);
        assertThat(ListenQueue.limit(allowed - 1)).isEqualTo(allowed - 1);
        assertThat(ListenQueue.limit(allowed + 1)).isEqualTo(allowed);
    }

    @Test
    void overflows_areReadByName() {
        String netstat = """
                TcpExt: SyncookiesSent SyncookiesRecv ListenOverflows ListenDrops
                TcpExt: 0 1 312 313
                IpExt: InNoRoutes InTruncatedPkts
                IpExt: 7 8
                """;

        assertThat(ListenQueue.overflows(netstat.lines().toList())).hasValue(312);
    }

    @Test
    void overflows_ofAKernelThatDoesNotCountThem_areAbsent() {
        assertThat(ListenQueue.overflows(
                        "TcpExt: SyncookiesSent\nTcpExt: 5\n".lines().toList()))
                .isEmpty();
    }

    @Test
    void overflows_ofATruncatedFile_areAbsent() {
        assertThat(ListenQueue.overflows(
                        "TcpExt: A B ListenOverflows\nTcpExt: 1 2\n".lines().toList()))
                .isEmpty();
        assertThat(ListenQueue.overflows("TcpExt: A B ListenOverflows\n".lines().toList()))
                .isEmpty();
    }
}
