package io.github.snatrace.examples.bench;

import com.sun.management.ThreadMXBean;
import io.github.snatrace.dial.Attempt;
import io.github.snatrace.dial.AttemptListener;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.DialRun;
import io.github.snatrace.dial.Dialer;
import io.github.snatrace.dial.LatePolicy;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.dial.SourcePorts;
import io.github.snatrace.stats.AttemptRecorder;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures what a connect that is never answered takes of the processor and of the heap, with so many of them in
 * flight.
 *
 * <p>The plan asks for more than the loop can do, so that the loop never waits: all the time it takes is time it needs.
 * The timeout then sets how many are in flight. The time and the bytes are those of the thread that dials, as the JVM
 * counts them.
 */
public final class ConnectCost {

    /** One in turn for each connect, so that the kernel does not have to search for a free one. */
    private static final SourcePorts PORTS = new SourcePorts(4_000, 63_999);

    private static final double MORE_THAN_IT_CAN = 1_000_000;
    private static final Duration WARM_UP = Duration.ofSeconds(3);

    /**
     * Up to so many are begun before the loop looks at the others: it is a limit that keeps them to fewer, and the
     * timeout to more.
     */
    private static final int FEW = 64;

    /**
     * How many more the limit allows than the timeout is meant to keep in flight, so that the loop does not wait for
     * it.
     */
    private static final int MARGIN = 500;

    private static final Duration NEXT_TURN = Duration.ofNanos(1);

    private final InetSocketAddress target;
    private final int inFlight;
    private final Duration length;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private ConnectCost(InetSocketAddress target, int inFlight, Duration length) {
        this.target = target;
        this.inFlight = inFlight;
        this.length = length;
    }

    /** Takes ADDRESS PORT IN_FLIGHT SECONDS, where nobody answers at ADDRESS. */
    public static void main(String[] args) throws IOException, InterruptedException {
        InetSocketAddress target = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
        ConnectCost cost =
                new ConnectCost(target, Integer.parseInt(args[2]), Duration.ofSeconds(Long.parseLong(args[3])));
        cost.print(System.out);
    }

    private void print(PrintStream out) throws IOException, InterruptedException {
        Use trial = measure(NEXT_TURN, FEW, WARM_UP);
        boolean few = inFlight <= FEW;
        if (!few) {
            trial = measure(timeoutFor(trial), inFlight + MARGIN, WARM_UP);
        }
        Duration timeout = few ? NEXT_TURN : timeoutFor(trial);
        Use use = measure(timeout, few ? inFlight : inFlight + MARGIN, length);
        out.printf(
                Locale.ROOT,
                "cpu_micros=%.3f in_flight=%.0f bytes=%.1f jdk_bytes=%.1f%n",
                use.cpuNanosPerConnect() / 1e3,
                few ? inFlight : timeout.toNanos() / use.wallNanosPerConnect(),
                use.bytesPerConnect(),
                bytesOfTheCallsAlone());
    }

    /** Returns after what time so many are in flight, if a connect takes what it took in a trial. */
    private Duration timeoutFor(Use trial) {
        return Duration.ofNanos((long) (inFlight * trial.wallNanosPerConnect()));
    }

    private record Use(long connects, long wallNanos, long cpuNanos, long bytes) {

        double cpuNanosPerConnect() {
            return (double) cpuNanos / connects;
        }

        double wallNanosPerConnect() {
            return (double) wallNanos / connects;
        }

        double bytesPerConnect() {
            return (double) bytes / connects;
        }

        Use minus(Use before) {
            return new Use(
                    connects - before.connects,
                    wallNanos - before.wallNanos,
                    cpuNanos - before.cpuNanos,
                    bytes - before.bytes);
        }
    }

    /** Counts, and finds out who dials. */
    private static final class Counter implements AttemptListener {

        private final AtomicLong connects = new AtomicLong();
        private volatile long threadId;

        @Override
        public void onAttempt(Attempt attempt) {
            if (connects.getAndIncrement() == 0) {
                threadId = Thread.currentThread().getId();
            }
        }
    }

    private Use measure(Duration timeout, int maxInFlight, Duration duration) throws IOException, InterruptedException {
        DialPlan plan = DialPlan.to(target)
                .schedule(Schedule.openLoop(MORE_THAN_IT_CAN))
                .latePolicy(LatePolicy.CATCH_UP)
                .sourcePorts(PORTS)
                .timeout(timeout)
                .maxInFlight(maxInFlight)
                .eventLoops(1)
                .build();
        Counter counter = new Counter();
        try (DialRun run = Dialer.start(plan, new AttemptRecorder().andThen(counter))) {
            // The first timeouts fill the flight; what is measured comes after.
            pass(run, timeout.multipliedBy(2).plusMillis(500));
            Use before = read(counter);
            pass(run, duration);
            return read(counter).minus(before);
        }
    }

    private static void pass(DialRun run, Duration time) throws InterruptedException {
        if (run.await(time)) {
            throw new IllegalStateException("the run ended by itself");
        }
    }

    private Use read(Counter counter) {
        long id = counter.threadId;
        return new Use(
                counter.connects.get(),
                System.nanoTime(),
                threads.getThreadCpuTime(id),
                threads.getThreadAllocatedBytes(id));
    }

    /** Returns what a connect allocates when nothing is done but the calls of the JDK that it takes. */
    private double bytesOfTheCallsAlone() throws IOException {
        int warmUp = 20_000;
        int connects = 20_000;
        long before = 0;
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < warmUp + connects; i++) {
                if (i == warmUp) {
                    before = threads.getThreadAllocatedBytes(
                            Thread.currentThread().getId());
                }
                try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.INET)) {
                    channel.configureBlocking(false);
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                    channel.bind(new InetSocketAddress(PORTS.portAt(i)));
                    if (!channel.connect(target) && !channel.finishConnect()) {
                        channel.register(selector, SelectionKey.OP_CONNECT);
                    }
                }
                selector.selectNow();
            }
            return (double) (threads.getThreadAllocatedBytes(
                                    Thread.currentThread().getId())
                            - before)
                    / connects;
        }
    }
}
