package io.github.snatrace.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class AcceptorIT {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @ParameterizedTest(name = "{0} threads, backlog {1}")
    @CsvSource({"1,4096", "4,4096", "1,16", "4,1"})
    void accepted_countsEveryConnection_andEachIsClosedPlainly(int threads, int backlog) throws Exception {
        try (Acceptor acceptor =
                Acceptor.at(ANY_PORT).threads(threads).backlog(backlog).listen()) {
            for (int i = 0; i < 50; i++) {
                try (Socket client = connect(acceptor.address())) {
                    assertThat(client.getInputStream().read())
                            .as("end of stream")
                            .isEqualTo(-1);
                }
            }

            assertThat(acceptor.accepted()).isEqualTo(50);
            assertThat(acceptor.acceptFailures()).isZero();
        }
    }

    @Test
    void close_endsTheListening_andMayBeCalledAgain() throws Exception {
        Acceptor acceptor = Acceptor.listen(ANY_PORT);
        InetSocketAddress address = acceptor.address();

        acceptor.close();
        acceptor.close();

        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(address));
    }

    @Test
    void pause_leavesHandshakesToTheKernel_andEndsWithTheAcceptor() throws Exception {
        Acceptor acceptor =
                Acceptor.at(ANY_PORT).threads(1).pause(Duration.ofHours(1)).listen();
        try (Socket first = connect(acceptor.address())) {
            assertThat(first.getInputStream().read()).as("accepted and closed").isEqualTo(-1);
        }

        try (Socket second = connect(acceptor.address())) {
            assertThat(second.isConnected()).isTrue();
        }

        acceptor.close();
    }

    @Test
    void listen_onTheWildcardAddress_takesConnectionsOfBothFamilies() throws Exception {
        try (Acceptor acceptor = Acceptor.listen(new InetSocketAddress(0));
                Socket ipv4 = connect(at("127.0.0.1", acceptor));
                Socket ipv6 = connect(at("::1", acceptor))) {
            assertThat(ipv4.getInputStream().read()).isEqualTo(-1);
            assertThat(ipv6.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void listen_onAnAddressThatIsTaken_fails() throws Exception {
        try (Acceptor first = Acceptor.listen(ANY_PORT)) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> Acceptor.listen(first.address()));
        }
    }

    @Test
    void queueOverflows_atTheStart_areNone() throws Exception {
        try (Acceptor acceptor = Acceptor.listen(ANY_PORT)) {
            assertThat(acceptor.queueOverflows()).hasValue(0);
        }
    }

    @Test
    void values_thatMakeNoSense_areRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Acceptor.at(ANY_PORT).threads(0))
                .withMessage("acceptors 0: expected 1 to 1024");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Acceptor.at(ANY_PORT).backlog(0))
                .withMessage("backlog 0: expected at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Acceptor.at(ANY_PORT).pause(Duration.ofMillis(-1)))
                .withMessage("pause PT-0.001S: expected zero or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Acceptor.at(ANY_PORT).pause(Duration.ofHours(2)))
                .withMessage("pause PT2H: expected at most 1 hour");
    }

    private static InetSocketAddress at(String address, Acceptor acceptor) {
        return new InetSocketAddress(address, acceptor.address().getPort());
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }
}
