package io.github.snatrace.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import com.google.common.net.InetAddresses;
import io.github.snatrace.accept.Acceptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DialerIT {

    private static final Schedule QUICK = Schedule.workers(2, Duration.ofMillis(1));

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void run_toAListener_connectsEveryTime(String address) throws Exception {
        try (Acceptor acceptor = Acceptor.listen(new InetSocketAddress(InetAddresses.forString(address), 0))) {
            DialPlan plan = DialPlan.to(acceptor.address())
                    .schedule(QUICK)
                    .attempts(100)
                    .build();

            DialResult result = Dialer.run(plan);

            assertThat(result.count(Outcome.CONNECTED)).isEqualTo(100);
            assertThat(result.attempts()).isEqualTo(100);
            assertThat(result.failures()).isZero();
            assertThat(result.endedAt()).isAfter(result.startedAt());
        }
    }

    @Test
    void run_withoutLimits_isRefused() {
        DialPlan plan = DialPlan.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1))
                .build();

        assertThatIllegalArgumentException().isThrownBy(() -> Dialer.run(plan)).withMessageContaining("without limits");
    }

    @Test
    void run_toAPortWithoutListener_isRefused() throws Exception {
        DialResult result =
                Dialer.run(DialPlan.to(deadPort()).schedule(QUICK).attempts(10).build());

        assertThat(result.outcomes().counts()).containsExactly(Map.entry(Outcome.REFUSED, 10L));
    }

    @Test
    void run_toAFullAcceptQueue_timesOut_andFreesPortAndDescriptorAtOnce() throws Exception {
        try (FullQueue queue = new FullQueue()) {
            SourcePorts onePort = freePort();
            DialPlan plan = DialPlan.to(queue.address())
                    .schedule(Schedule.workers(1, Duration.ofMillis(1)))
                    .sourcePorts(onePort)
                    .timeout(Duration.ofMillis(30))
                    .attempts(5)
                    .build();
            long descriptorsBefore = openDescriptors();

            DialResult result = Dialer.run(plan);

            assertThat(result.outcomes().counts()).containsExactly(Map.entry(Outcome.TIMED_OUT, 5L));
            assertThat(openDescriptors()).isEqualTo(descriptorsBefore);
        }
    }

    @Test
    void run_fromAPortThatIsTaken_saysSo() throws Exception {
        try (Acceptor acceptor = Acceptor.listen(loopback());
                ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            DialPlan plan = DialPlan.to(acceptor.address())
                    .schedule(QUICK)
                    .sourceAddress(InetAddress.getLoopbackAddress())
                    .sourcePorts(new SourcePorts(holder.getLocalPort(), holder.getLocalPort()))
                    .attempts(3)
                    .build();

            assertThat(Dialer.run(plan).outcomes().counts()).containsExactly(Map.entry(Outcome.PORT_IN_USE, 3L));
        }
    }

    @Test
    void run_toAServerThatResets_completesTheHandshakeAllTheSame() throws Exception {
        try (Acceptor acceptor =
                Acceptor.at(loopback()).closeMode(CloseMode.RESET).listen()) {
            DialPlan plan = DialPlan.to(acceptor.address())
                    .schedule(QUICK)
                    .attempts(500)
                    .build();

            DialResult result = Dialer.run(plan);

            assertThat(result.count(Outcome.CONNECTED) + result.count(Outcome.CONNECTED_THEN_RESET))
                    .isEqualTo(500);
            assertThat(result.failures()).isZero();
        }
    }

    @Test
    void run_fromSeveralAddresses_takesThemInTurn() throws Exception {
        List<InetAddress> addresses =
                List.of(InetAddresses.forString("127.0.0.2"), InetAddresses.forString("127.0.0.3"));
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(loopback(), 64)) {
            InetSocketAddress target = (InetSocketAddress) listener.getLocalAddress();
            DialPlan plan = DialPlan.to(target)
                    .schedule(QUICK)
                    .sourceAddresses(addresses)
                    .closeMode(CloseMode.FIN)
                    .attempts(20)
                    .build();

            assertThat(Dialer.run(plan).outcomes().counts()).containsExactly(Map.entry(Outcome.CONNECTED, 20L));

            Multiset<InetAddress> peers = HashMultiset.create();
            for (int i = 0; i < 20; i++) {
                try (SocketChannel connection = listener.accept()) {
                    peers.add(((InetSocketAddress) connection.getRemoteAddress()).getAddress());
                }
            }
            // A port that turns out to be taken costs its address a turn.
            assertThat(peers.elementSet()).containsExactlyInAnyOrderElementsOf(addresses);
            assertThat(peers.count(addresses.get(0))).isBetween(5, 15);
        }
    }

    @Test
    void start_fromAnAddressOfAnotherMachine_failsBeforeTheRun() throws Exception {
        DialPlan plan = DialPlan.to(deadPort())
                .sourceAddress(InetAddresses.forString("192.0.2.1"))
                .build();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Dialer.start(plan, attempt -> {}))
                .withMessageContaining("cannot dial from 192.0.2.1");
    }

    @Test
    void close_cancelsWhatIsUnderWay() throws Exception {
        try (FullQueue queue = new FullQueue()) {
            DialPlan plan = DialPlan.to(queue.address())
                    .schedule(Schedule.workers(10, Duration.ofMillis(1)))
                    .timeout(Duration.ofMinutes(1))
                    .build();
            Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
            DialRun run = Dialer.start(plan, attempts::add);

            boolean ended = run.await(Duration.ofMillis(300));
            run.close();
            run.close();

            assertThat(ended).isFalse();
            assertThat(run.await().outcomes().counts()).containsExactly(Map.entry(Outcome.CANCELLED, 10L));
            assertThat(attempts).hasSize(10).extracting(Attempt::outcome).containsOnly(Outcome.CANCELLED);
        }
    }

    @Test
    void dueTimes_missedWhileTheLimitIsReached_areCounted() throws Exception {
        try (FullQueue queue = new FullQueue()) {
            DialPlan plan = DialPlan.to(queue.address())
                    .schedule(Schedule.openLoop(1_000))
                    .maxInFlight(1)
                    .timeout(Duration.ofMillis(300))
                    .duration(Duration.ofMillis(600))
                    .build();

            DialResult result = Dialer.run(plan);

            assertThat(result.count(Outcome.TIMED_OUT)).isBetween(1L, 3L);
            assertThat(result.attempts() + result.skipped()).isEqualTo(600);
        }
    }

    @Test
    void maxInFlight_isSharedByTheLoops_toTheLastOne() throws Exception {
        try (FullQueue queue = new FullQueue()) {
            DialPlan.Builder plan = DialPlan.to(queue.address())
                    .schedule(Schedule.workers(5, Duration.ofMillis(1)))
                    .timeout(Duration.ofMinutes(1));

            assertThat(cancelledAfterAWhile(plan.eventLoops(2).maxInFlight(1).build()))
                    .isEqualTo(1);
            assertThat(cancelledAfterAWhile(plan.eventLoops(2).maxInFlight(5).build()))
                    .isEqualTo(5);
            assertThat(cancelledAfterAWhile(plan.eventLoops(3).maxInFlight(4).build()))
                    .isEqualTo(4);
        }
    }

    private static long cancelledAfterAWhile(DialPlan plan) throws IOException, InterruptedException {
        DialRun run = Dialer.start(plan, attempt -> {});
        assertThat(run.await(Duration.ofMillis(200))).isFalse();
        run.close();
        return run.await().count(Outcome.CANCELLED);
    }

    @Test
    void stop_waitsForWhatIsUnderWay() throws Exception {
        try (FullQueue queue = new FullQueue()) {
            CountDownLatch connectedFirst = new CountDownLatch(1);
            DialPlan plan = DialPlan.to(queue.address())
                    .schedule(Schedule.workers(3, Duration.ofMillis(20)))
                    .timeout(Duration.ofMillis(100))
                    .build();
            try (DialRun run = Dialer.start(plan, attempt -> connectedFirst.countDown())) {
                assertThat(connectedFirst.await(30, TimeUnit.SECONDS)).isTrue();

                run.stop();
                DialResult result = run.await();

                assertThat(result.outcomes().counts()).containsOnlyKeys(Outcome.TIMED_OUT);
                assertThat(result.attempts()).isGreaterThanOrEqualTo(3);
            }
        }
    }

    @Test
    void lockstep_firesTheTicksPort_neverBeforeTheTick() throws Exception {
        try (Acceptor acceptor = Acceptor.listen(loopback())) {
            SourcePorts ports = new SourcePorts(21_000, 22_999);
            Duration step = Duration.ofMillis(2);
            Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
            DialPlan plan = DialPlan.to(acceptor.address())
                    .schedule(Schedule.lockstep(step))
                    .sourcePorts(ports)
                    .attempts(100)
                    .build();

            try (DialRun run = Dialer.start(plan, attempts::add)) {
                run.await();
            }

            assertThat(attempts).hasSize(100).allSatisfy(attempt -> {
                assertThat(attempt.sourcePort()).isEqualTo(ports.portAt(attempt.tick()));
                // Half a microsecond is what the two clocks may disagree by.
                assertThat(attempt.startedAtNanos() - attempt.tick() * step.toNanos())
                        .isGreaterThan(-500);
            });
        }
    }

    @Test
    void startAt_inTheNearFuture_beginsNoSooner() throws Exception {
        try (Acceptor acceptor = Acceptor.listen(loopback())) {
            Instant begin = Instant.now().plusMillis(150);
            Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
            DialPlan plan = DialPlan.to(acceptor.address())
                    .schedule(QUICK)
                    .startAt(begin)
                    .attempts(4)
                    .build();

            try (DialRun run = Dialer.start(plan, attempts::add)) {
                run.await();
            }

            assertThat(attempts)
                    .hasSize(4)
                    .allSatisfy(attempt -> assertThat(attempt.startedAt()).isAfterOrEqualTo(begin.minusNanos(1_000)));
        }
    }

    @Test
    void catchUp_makesUpForEveryDueTime() throws Exception {
        try (Acceptor acceptor = Acceptor.listen(loopback())) {
            DialPlan plan = DialPlan.to(acceptor.address())
                    .schedule(Schedule.openLoop(2_000))
                    .latePolicy(LatePolicy.CATCH_UP)
                    .attempts(400)
                    .build();

            DialResult result = Dialer.run(plan);

            assertThat(result.attempts()).isEqualTo(400);
            assertThat(result.skipped()).isZero();
        }
    }

    @Test
    void duration_boundsTheRun_andEveryDueTimeIsAttemptedOrSkipped() throws Exception {
        try (Acceptor acceptor = Acceptor.listen(loopback())) {
            DialPlan plan = DialPlan.to(acceptor.address())
                    .schedule(Schedule.openLoop(1_000))
                    .duration(Duration.ofMillis(300))
                    .build();

            DialResult result = Dialer.run(plan);

            assertThat(result.attempts() + result.skipped()).isEqualTo(300);
        }
    }

    @Test
    void reset_leavesNoTimeWait_finDoes() throws Exception {
        try (ServerSocketChannel silent = ServerSocketChannel.open().bind(loopback(), 1024)) {
            InetSocketAddress target = (InetSocketAddress) silent.getLocalAddress();
            DialPlan.Builder plan = DialPlan.to(target).schedule(QUICK).attempts(20);

            Dialer.run(plan.closeMode(CloseMode.RESET).build());
            assertThat(halfClosed(target.getPort())).isZero();

            Dialer.run(plan.closeMode(CloseMode.FIN).build());
            assertThat(halfClosed(target.getPort())).isEqualTo(20);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void warmUp_leavesTheTargetAlone(String address) throws Exception {
        try (Acceptor acceptor = Acceptor.listen(new InetSocketAddress(InetAddresses.forString(address), 0))) {
            DialPlan.Builder plan = DialPlan.to(acceptor.address()).sourcePorts(new SourcePorts(23_000, 23_999));

            Dialer.warmUp(plan.schedule(QUICK).build());
            Dialer.warmUp(plan.schedule(Schedule.openLoop(10)).build());
            Dialer.warmUp(plan.schedule(Schedule.lockstep(Duration.ofMillis(1))).build());

            assertThat(acceptor.accepted()).isZero();
        }
    }

    @Test
    void warmUp_withAListener_tellsItOfItsAttempts() throws Exception {
        try (Acceptor acceptor = Acceptor.listen(loopback())) {
            LongAdder connected = new LongAdder();

            Dialer.warmUp(DialPlan.to(acceptor.address()).schedule(QUICK).build(), attempt -> {
                if (attempt.outcome() == Outcome.CONNECTED) {
                    connected.increment();
                }
            });

            assertThat(connected.sum()).isPositive();
            assertThat(acceptor.accepted()).isZero();
        }
    }

    @Test
    void listener_thatThrows_endsTheRun_andLeavesNoSocketOpen() throws Exception {
        try (FullQueue queue = new FullQueue()) {
            DialPlan plan = DialPlan.to(queue.address())
                    .schedule(Schedule.openLoop(500))
                    .timeout(Duration.ofMillis(100))
                    .build();
            long descriptorsBefore = openDescriptors();

            DialRun run = Dialer.start(plan, attempt -> {
                throw new IllegalStateException("the listener's own");
            });

            assertThatThrownBy(run::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("the listener's own");
            run.close();
            assertThat(openDescriptors()).isEqualTo(descriptorsBefore);
        }
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static InetSocketAddress deadPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }
    }

    private static SourcePorts freePort() throws IOException {
        int port = deadPort().getPort();
        return new SourcePorts(port, port);
    }

    private static long openDescriptors() throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.count();
        }
    }

    /** Counts the client's sockets to a port that sent a FIN: FIN_WAIT1, FIN_WAIT2 or TIME_WAIT. */
    private static long halfClosed(int port) throws IOException {
        String remote = String.format(Locale.ROOT, "0100007F:%04X", port);
        List<String> states = List.of("04", "05", "06");
        List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("/proc/self/net/tcp")));
        lines.addAll(Files.readAllLines(Path.of("/proc/self/net/tcp6")));
        return lines.stream()
                .map(line -> line.trim().split("\\s+"))
                .filter(columns -> columns[2].endsWith(remote) && states.contains(columns[3]))
                .count();
    }

    /** A listener that never accepts, and whose queue is full: the kernel drops every further SYN. */
    private static final class FullQueue implements AutoCloseable {

        private final ServerSocketChannel listener = ServerSocketChannel.open();
        private final List<SocketChannel> fillers = new ArrayList<>();

        FullQueue() throws IOException {
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listener.bind(loopback(), 1);
            for (int i = 0; i < 4; i++) {
                SocketChannel filler = SocketChannel.open();
                fillers.add(filler);
                filler.configureBlocking(false);
                filler.connect(address());
            }
        }

        InetSocketAddress address() throws IOException {
            return (InetSocketAddress) listener.getLocalAddress();
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel filler : fillers) {
                filler.close();
            }
            listener.close();
        }
    }
}
