package io.github.snatrace.dial;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Opens TCP connections as a {@link DialPlan} says, and closes each as soon as its handshake is over. A connect that fails is a result,
 * an {@link Outcome}; exceptions are for what keeps the run from being made at all.
 */
public final class Dialer {

    private Dialer() {}

    /**
     * Runs a plan that has a limit to its end.
     *
     * @throws IllegalArgumentException if the plan has neither a duration nor a number of attempts
     * @throws IOException if a source address is not one of this machine's, or the system has no descriptors to begin with
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
     * Has the JVM load and compile the way of an attempt, so that the first due times of a run are met like all others. It dials a
     * listener of its own on loopback for at most a quarter of a second, as the plan does in all but target and pace, and leaves no trace
     * in any result; the kernel's TCP counters of this network namespace do see it.
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
     * @throws IOException if a source address is not one of this machine's, or the system has no descriptors to begin with
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
        Source source = new Source(plan);
        List<List<Lane>> lanes = lanes(plan, startEpochNanos);
        AtomicLong permits = new AtomicLong(plan.attempts().orElse(Long.MAX_VALUE));
        List<Selector> selectors = openSelectors(lanes.size());
        List<DialLoop> loops = new ArrayList<>();
        for (int i = 0; i < lanes.size(); i++) {
            int share = plan.maxInFlight() / lanes.size() + (i < plan.maxInFlight() % lanes.size() ? 1 : 0);
            DialLoop loop = new DialLoop(plan, source, timeline, selectors.get(i), permits, share, listener);
            loop.begin(lanes.get(i), startEpochNanos - epochOffset);
            loops.add(loop);
        }
        ExecutorService threads = Executors.newFixedThreadPool(
                loops.size(),
                new ThreadFactoryBuilder()
                        .setNameFormat("snat-race-dial-%d")
                        .setDaemon(true)
                        .build());
        return new DialRun(loops, threads, Instant.EPOCH.plusNanos(startEpochNanos), timeline);
    }

    /** Deals the due times out to the event loops, of which none is left without a share of what may be in flight. */
    private static List<List<Lane>> lanes(DialPlan plan, long startEpochNanos) {
        Schedule schedule = plan.schedule();
        int loops = Math.min(plan.eventLoops(), plan.maxInFlight());
        List<List<Lane>> lanes = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            lanes.add(new ArrayList<>());
        }
        int stride = schedule.lanes(loops);
        long firstTick = schedule.firstTick(startEpochNanos);
        for (int i = 0; i < stride; i++) {
            lanes.get(i % loops).add(new Lane(schedule, firstTick + i, stride));
        }
        return lanes;
    }

    private static List<Selector> openSelectors(int count) throws IOException {
        List<Selector> selectors = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                selectors.add(Selector.open());
            }
            return selectors;
        } catch (IOException e) {
            for (Selector selector : selectors) {
                try {
                    selector.close();
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
