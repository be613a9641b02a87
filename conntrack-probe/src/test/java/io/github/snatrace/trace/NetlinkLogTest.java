package io.github.snatrace.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.netlink.NetlinkOverrunException;
import io.github.snatrace.netlink.NetlinkSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NetlinkLogTest {
    private static final ByteBuffer PACKET =
            TracedPackets.tcp("172.17.0.2:20000", "10.99.0.2:8080", TracedPackets.SYN, 7, 0, 3, 0);
    private static final long SECOND = 1_000_000_000;

    private final FakeSocket socket = new FakeSocket();
    private final List<String> seen = new ArrayList<>();
    private long now = SECOND;
    private final NetlinkLog log = new NetlinkLog(socket, () -> now);
    private final NetlinkLog.Reader reader = new NetlinkLog.Reader() {
        @Override
        public void packet(LogGroup.Logged packet, long atNanos) {
            seen.add("packet at " + atNanos);
        }

        @Override
        public void missed(long fromNanos, long toNanos, long count) {
            seen.add(count + " missed until " + toNanos);
        }
    };

    @Test
    void read_numbersWithoutAGap_missesNothing() throws IOException {
        socket.packet(0, 1_000_001);
        socket.packet(1, 1_000_002);

        log.read(Duration.ZERO, reader);

        assertThat(seen).containsExactly("packet at 1000001000", "packet at 1000002000");
    }

    @Test
    void read_numbersWithAGap_tellsHowManyWereMissed() throws IOException {
        socket.packet(0, 1_000_001);
        socket.overrun();
        socket.packet(8, 1_500_000);

        log.read(Duration.ZERO, reader);
        log.finish(reader);

        assertThat(seen)
                .containsExactly(
                        "packet at 1000001000",
                        "7 missed until 1500000000",
                        "packet at 1500000000",
                        "0 missed until 1000000000");
    }

    @Test
    void finish_afterAnOverrunAtTheEnd_tellsThatSomethingWasMissed() throws IOException {
        socket.overrun();

        log.read(Duration.ZERO, reader);
        log.finish(reader);

        assertThat(seen).containsExactly("0 missed until 1000000000", "1 missed until 1000000000");
    }

    @Test
    void read_whatHasNoTimeOfTheKernel_getsThatOfItsReading() throws IOException {
        socket.packet(0, 0);

        log.read(Duration.ZERO, reader);

        assertThat(seen).containsExactly("packet at 1000000000");
    }

    @Test
    void read_toTheEnd_hasReadWhatPassedALittleEarlier() throws IOException {
        now = 3 * SECOND;

        assertThat(log.read(Duration.ZERO, reader)).isEqualTo(3 * SECOND - SECOND / 10);
    }

    @Test
    void read_moreThanFitsInATurn_hasNotReadUpToNow() throws IOException {
        for (int i = 0; i < 500; i++) {
            socket.packet(i, 1_000_000 + i);
        }
        now = 3 * SECOND;

        assertThat(log.read(Duration.ZERO, reader)).isEqualTo(SECOND);
        assertThat(seen).hasSizeLessThan(500);
    }

    private static final class FakeSocket implements NetlinkSocket {
        private final Deque<Optional<byte[]>> datagrams = new ArrayDeque<>();

        void packet(int number, long micros) {
            ByteOrder order = ByteOrder.nativeOrder();
            datagrams.add(Optional.of(LogMessages.of(order, 1, number, micros, 3, PACKET)));
        }

        void overrun() {
            datagrams.add(Optional.empty());
        }

        @Override
        public void send(byte[] datagram) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<byte[]> receive(Duration timeout) throws IOException {
            Optional<byte[]> datagram = datagrams.poll();
            if (datagram != null && datagram.isEmpty()) {
                throw new NetlinkOverrunException();
            }
            return datagram == null ? Optional.empty() : datagram;
        }

        @Override
        public int receiveBuffer(int bytes) {
            return bytes;
        }

        @Override
        public void close() {}
    }
}
