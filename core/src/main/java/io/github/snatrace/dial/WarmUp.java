package io.github.snatrace.dial;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;

/** Dials a listener of its own the way a plan does, so that the JVM compiles the way of an attempt before it counts. */
final class WarmUp {

    private static final int ATTEMPTS = 3_000;
    private static final Duration AT_MOST = Duration.ofMillis(250);
    private static final int BACKLOG = 4096;

    private WarmUp() {}

    static void run(DialPlan plan, AttemptListener attempts) throws IOException, InterruptedException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(loopback(plan), 0), BACKLOG);
            Thread acceptor = new Thread(() -> acceptAll(listener), "snat-race-warm-up");
            acceptor.setDaemon(true);
            acceptor.start();
            InetSocketAddress target = (InetSocketAddress) listener.getLocalAddress();
            try (DialRun run = Dialer.start(planTo(target, plan), attempts)) {
                run.await();
            }
        }
    }

    private static DialPlan planTo(InetSocketAddress target, DialPlan plan) {
        DialPlan.Builder warmUp = DialPlan.to(target)
                .schedule(hurried(plan.schedule()))
                .closeMode(CloseMode.RESET)
                .eventLoops(1)
                .attempts(ATTEMPTS)
                .duration(AT_MOST);
        plan.sourcePorts().ifPresent(warmUp::sourcePorts);
        return warmUp.build();
    }

    private static Schedule hurried(Schedule schedule) {
        return schedule.match(
                workers -> Schedule.workers(1, Duration.ZERO),
                openLoop -> Schedule.openLoop(12_500),
                lockstep -> Schedule.lockstep(Duration.ofNanos(80_000)));
    }

    private static InetAddress loopback(DialPlan plan) throws IOException {
        boolean ipv6 = plan.target().getAddress() instanceof Inet6Address;
        return InetAddress.getByAddress(
                ipv6 ? new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1} : new byte[] {127, 0, 0, 1});
    }

    private static void acceptAll(ServerSocketChannel listener) {
        try {
            while (true) {
                listener.accept().close();
            }
        } catch (IOException e) {
            // The listener was closed: the warm-up is over. Or it ran out of descriptors, and the run itself will tell.
        }
    }
}
