package io.github.snatrace.accept;

import io.github.snatrace.dial.CloseMode;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread that accepts from one listening socket.
 *
 * <p>A thread that waits in accept(2) is woken for every connection, and where there are many takes the processor from
 * whoever connects. This one pauses after each burst and finds the next ones in the queue, as network cards moderate
 * their interrupts; the kernel completes handshakes without it.
 */
final class AcceptLoop implements Runnable, Closeable {

    private static final long SHORTEST_BACK_OFF_NANOS = 1_000_000;
    private static final long LONGEST_BACK_OFF_NANOS = 100_000_000;

    private final ServerSocketChannel listener;
    private final Selector selector;
    private final long pauseNanos;
    private final CloseMode closeMode;
    private final LongAdder accepted;
    private final LongAdder acceptFailures;
    private long backOffNanos = SHORTEST_BACK_OFF_NANOS;
    private volatile @Nullable Thread thread;

    /**
     * @param listener closed by the loop
     * @param pauseNanos how long to leave the queue alone once it is empty
     * @param accepted to be raised by one before a connection is closed
     * @param acceptFailures to be raised by one whenever accept(2) fails
     */
    AcceptLoop(
            ServerSocketChannel listener,
            long pauseNanos,
            CloseMode closeMode,
            LongAdder accepted,
            LongAdder acceptFailures)
            throws IOException {
        this.listener = listener;
        this.pauseNanos = pauseNanos;
        this.closeMode = closeMode;
        this.accepted = accepted;
        this.acceptFailures = acceptFailures;
        listener.configureBlocking(false);
        this.selector = Selector.open();
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Ends the loop; may be called from any thread. */
    @Override
    public void close() throws IOException {
        listener.close();
        selector.wakeup();
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try (selector) {
            while (listener.isOpen()) {
                if (acceptWaiting() > 0 && pauseNanos > 0) {
                    LockSupport.parkNanos(pauseNanos);
                } else {
                    selector.select(key -> {});
                }
            }
            selector.selectNow(); // what is closed and registered stays open until the selector has seen it
        } catch (IOException e) {
            throw new UncheckedIOException("the acceptor cannot wait for connections", e);
        }
    }

    /** Accepts and closes whatever waits in the queue; returns how many those were. */
    private int acceptWaiting() {
        for (int connections = 0; ; connections++) {
            try (SocketChannel connection = listener.accept()) {
                if (connection == null) {
                    return connections;
                }
                accepted.increment();
                backOffNanos = SHORTEST_BACK_OFF_NANOS;
                if (closeMode == CloseMode.RESET) {
                    connection.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
            } catch (ClosedChannelException e) {
                return connections;
            } catch (IOException e) {
                // Without a descriptor accept(2) fails at once, for as long as it lasts: waiting is all that helps.
                acceptFailures.increment();
                LockSupport.parkNanos(backOffNanos);
                backOffNanos = Math.min(2 * backOffNanos, LONGEST_BACK_OFF_NANOS);
                return connections;
            }
        }
    }
}
