package io.github.snatrace.dial;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Opens TCP connections as a {@link DialPlan} says, and closes each as soon as its handshake is over. A connect that
 * fails is a result, an {@link Outcome}; exceptions are for what keeps the run from being made at all.
 */
public final class Dialer {

    private Dialer() {}

    /**
     * Runs a plan that has a limit to its end.
     *
     * @throws IllegalArgumentException if the plan has neither a duration nor a number of attempts
     * @throws IOException if a source address is not one of this machine's, or the system has no descriptors to begin
     *     with
     */
    public static DialResult run(DialPlan plan) throws IOException, InterruptedException {
        if (plan.duration().isEmpty() && plan.attempts().isEmpty()) {
            throw new IllegalArgumentException("plan without limits: expected a duration or a number of attempts");
        }
        try (DialRun run = start(plan, attempt -> {})) {
            return run.await();
        }
    }

    /** Warms up as {@link #warmUp(DialPlan, AttemptListener)} does, but for what the run's listener does. */
    public static void warmUp(DialPlan plan) throws IOException, InterruptedException {
        warmUp(plan, attempt -> {});
    }

    /**
     * Has the JVM load and compile the way of an attempt, so that the first due times of a run are met like all others.
     * It dials a listener of its own on loopback for at most a quarter of a second, as the plan does in all but target
     * and pace, and leaves no trace in any result; the kernel's TCP counters of this network namespace do see it.
     *
     * @param listener told of the attempts of the warm-up: made like the one that the run will have, and thrown away
     * @throws IOException if there is no loopback interface to do it on
     */
    public static void warmUp(DialPlan plan, AttemptListener listener) throws IOException, InterruptedException {
        WarmUp.run(plan, listener);
    }

    /**
     * Starts a plan, on daemon threads.
     *
     * @param listener told of every attempt, on the threads that dial
     * @throws IOException if a source address is not one of this machine's, or the system has no descriptors to begin
     *     with
     */
    public static DialRun start(DialPlan plan, AttemptListener listener) throws IOException {
        return start(plan, listener, new SystemTimeline());
    }

    static DialRun start(DialPlan plan, AttemptListener listener, Timeline timeline) throws IOException {
        for (InetAddress address : plan.sourceAddresses()) {
            requireLocal(address);
        }
        long epochOffset = timeline.epochOffset();
        long startEpochNanos = plan.startAt()
                .map(at -> Math.max(timeline.epochNanos(), ChronoUnit.NANOS.between(Instant.EPOCH, at)))
                .orElseGet(timeline::epochNanos);
        List<Share> shares = Share.of(plan, startEpochNanos);
        List<SocketConnector> connectors = openConnectors(plan, shares.size());
        Permits permits = new Permits(plan.attempts().orElse(Long.MAX_VALUE));
        List<DialLoop> loops = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            loops.add(new DialLoop(
                    plan,
                    shares.get(i),
                    startEpochNanos - epochOffset,
                    connectors.get(i),
                    timeline,
                    permits,
                    listener));
        }
        ExecutorService threads = Executors.newFixedThreadPool(
                loops.size(),
                new ThreadFactoryBuilder()
                        .setNameFormat("snat-race-dial-%d")
                        .setDaemon(true)
                        .build());
        return new DialRun(plan, loops, threads, Instant.EPOCH.plusNanos(startEpochNanos), timeline);
    }

    private static List<SocketConnector> openConnectors(DialPlan plan, int count) throws IOException {
        Source source = new Source(plan);
        List<SocketConnector> connectors = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                connectors.add(SocketConnector.open(plan, source));
            }
            return connectors;
        } catch (IOException e) {
            for (SocketConnector connector : connectors) {
                try {
                    connector.close();
                } catch (IOException suppressed) {
                    e.addSuppressed(suppressed);
                }
            }
            throw e;
        }
    }

    private static void requireLocal(InetAddress address) throws IOException {
        try (SocketChannel probe = SocketChannel.open()) {
            probe.bind(new InetSocketAddress(address, 0));
        } catch (BindException e) {
            throw new IOException(
                    "cannot dial from " + address.getHostAddress() + ": " + e.getMessage()
                            + "; expected an address of this machine",
                    e);
        }
    }
}
