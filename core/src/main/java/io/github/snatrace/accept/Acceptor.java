package io.github.snatrace.accept;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.io.Closer;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.snatrace.dial.CloseMode;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Listens, accepts, closes at once, and counts. An acceptor that exists is listening; {@link #close} ends it.
 *
 * <p>Each of its threads has a listening socket of its own ({@code SO_REUSEPORT}), so that they do not wait for one
 * another. Thread-safe.
 */
public final class Acceptor implements AutoCloseable {

    /**
     * Large, because a full accept queue looks like a lost SYN to the client. The kernel caps it at {@code
     * net.core.somaxconn}.
     */
    public static final int DEFAULT_BACKLOG = 4096;

    /** How long a queue is left alone by default, if it is long enough. */
    private static final Duration SHORT_PAUSE = Duration.ofNanos(500_000);

    /** What a queue must hold to outlast that: more than any kernel finishes handshakes in it, two million a second. */
    private static final int LONG_QUEUE = 1024;

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final List<AcceptLoop> loops;
    private final InetSocketAddress address;
    private final OptionalLong overflowsAtStart;
    private final ExecutorService threads;
    private final LongAdder accepted = new LongAdder();
    private final LongAdder acceptFailures = new LongAdder();

    private Acceptor(
            List<ServerSocketChannel> listeners, InetSocketAddress address, Duration pause, CloseMode closeMode)
            throws IOException {
        List<AcceptLoop> loops = new ArrayList<>();
        for (ServerSocketChannel listener : listeners) {
            loops.add(new AcceptLoop(listener, pause.toNanos(), closeMode, accepted, acceptFailures));
        }
        this.loops = List.copyOf(loops);
        this.address = address;
        this.overflowsAtStart = ListenQueue.overflows();
        this.threads = Executors.newFixedThreadPool(
                loops.size(),
                new ThreadFactoryBuilder()
                        .setNameFormat("snat-race-accept-%d")
                        .setDaemon(true)
                        .build());
        loops.forEach(threads::execute);
        threads.shutdown();
    }

    /** Returns an acceptor on an address; port 0 lets the kernel choose. */
    public static Acceptor listen(InetSocketAddress address) throws IOException {
        return at(address).listen();
    }

    /** Returns a builder of acceptors on an address; port 0 lets the kernel choose. */
    public static Builder at(InetSocketAddress address) {
        return new Builder(address);
    }

    /** Returns the address that it listens on, with the port that the kernel chose. */
    public InetSocketAddress address() {
        return address;
    }

    /** Returns how many connections were accepted; grows by one before the connection is closed. */
    public long accepted() {
        return accepted.sum();
    }

    /**
     * Returns how often accept(2) failed, for want of a descriptor as a rule. The connection waits in the queue for the
     * next try.
     */
    public long acceptFailures() {
        return acceptFailures.sum();
    }

    /**
     * Returns how many handshakes found the accept queue full since the acceptor was started; empty where the kernel
     * does not let it be read. The kernel counts by network namespace: other listeners in it count as well.
     *
     * @see <a href="https://docs.kernel.org/networking/snmp_counter.html">TcpExtListenOverflows</a>
     */
    public OptionalLong queueOverflows() {
        OptionalLong now = ListenQueue.overflows();
        return now.isPresent() && overflowsAtStart.isPresent()
                ? OptionalLong.of(now.getAsLong() - overflowsAtStart.getAsLong())
                : OptionalLong.empty();
    }

    /** Stops listening and waits for the threads to end. Further calls do nothing. */
    @Override
    public void close() throws IOException {
        try (Closer all = Closer.create()) {
            loops.forEach(all::register);
        } finally {
            Uninterruptibles.awaitTerminationUninterruptibly(threads);
        }
    }

    /**
     * Builds acceptors. The values it refuses are named in the message of an {@link IllegalArgumentException}. Not
     * thread-safe.
     */
    public static final class Builder {

        private static final int MOST_THREADS = 1_024;

        private final InetSocketAddress address;
        private int threads = Runtime.getRuntime().availableProcessors();
        private int backlog = DEFAULT_BACKLOG;
        private CloseMode closeMode = CloseMode.FIN;
        private @Nullable Duration pause;

        private Builder(InetSocketAddress address) {
            checkArgument(
                    !address.isUnresolved(), "address %s: expected a name that resolves", address.getHostString());
            this.address = address;
        }

        /**
         * Sets how many threads accept, 1 to 1,024; one a core unless this is called. Each holds one connection at a
         * time, and closes it before it takes the next.
         */
        @CanIgnoreReturnValue
        public Builder threads(int threads) {
            checkArgument(
                    threads >= 1 && threads <= MOST_THREADS, "acceptors %s: expected 1 to %s", threads, MOST_THREADS);
            this.threads = threads;
            return this;
        }

        /**
         * Sets how many finished handshakes may wait for accept(2), at least 1, for each thread; {@value
         * #DEFAULT_BACKLOG} by default.
         */
        @CanIgnoreReturnValue
        public Builder backlog(int backlog) {
            checkArgument(backlog >= 1, "backlog %s: expected at least 1", backlog);
            this.backlog = backlog;
            return this;
        }

        /** Sets how connections are closed; {@link CloseMode#FIN} unless this is called. */
        @CanIgnoreReturnValue
        public Builder closeMode(CloseMode closeMode) {
            this.closeMode = closeMode;
            return this;
        }

        /**
         * Sets how long a thread leaves its queue alone once it has emptied it, zero to an hour; 0.5 ms unless this is
         * called, and not at all where the queue might overflow meanwhile. The kernel completes handshakes all the
         * same, as many as the queue holds. A long pause keeps the acceptor from taking the processor from whoever
         * connects.
         */
        @CanIgnoreReturnValue
        public Builder pause(Duration pause) {
            checkArgument(!pause.isNegative(), "pause %s: expected zero or more", pause);
            checkArgument(pause.compareTo(LONGEST_PAUSE) <= 0, "pause %s: expected at most 1 hour", pause);
            this.pause = pause;
            return this;
        }

        private Duration pauseOrDefault() {
            if (pause != null) {
                return pause;
            }
            return ListenQueue.limit(backlog) >= LONG_QUEUE ? SHORT_PAUSE : Duration.ZERO;
        }

        /**
         * Returns an acceptor that listens.
         *
         * @throws IOException if the address cannot be listened on
         */
        public Acceptor listen() throws IOException {
            List<ServerSocketChannel> listeners = new ArrayList<>();
            InetSocketAddress actual = address;
            try {
                requireFree();
                for (int i = 0; i < threads; i++) {
                    ServerSocketChannel listener = open();
                    listeners.add(listener);
                    listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                    if (threads > 1) {
                        listener.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                    }
                    listener.bind(actual, backlog);
                    actual = (InetSocketAddress) listener.getLocalAddress();
                }
            } catch (IOException e) {
                try (Closer all = Closer.create()) {
                    listeners.forEach(all::register);
                } catch (IOException suppressed) {
                    e.addSuppressed(suppressed);
                }
                throw e;
            }
            return new Acceptor(listeners, actual, pauseOrDefault(), closeMode);
        }

        /** An IPv4 socket is quicker where it suffices; the wildcard address takes connections of both families. */
        private ServerSocketChannel open() throws IOException {
            return address.getAddress() instanceof Inet4Address ipv4 && !ipv4.isAnyLocalAddress()
                    ? ServerSocketChannel.open(StandardProtocolFamily.INET)
                    : ServerSocketChannel.open();
        }

        /**
         * Sockets with SO_REUSEPORT share an address without a word, another acceptor's included: this one refuses to.
         */
        private void requireFree() throws IOException {
            try (ServerSocketChannel alone = open()) {
                alone.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                alone.bind(address);
            }
        }
    }
}
