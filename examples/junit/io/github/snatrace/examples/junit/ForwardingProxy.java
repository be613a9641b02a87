package io.github.snatrace.examples.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Stands for what is tested: takes connections on a port of its own, and opens one upstream for each. */
final class ForwardingProxy implements AutoCloseable {

    private final InetSocketAddress upstream;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Future<?> accepting;
    private final AtomicLong forwarded = new AtomicLong();

    private ForwardingProxy(InetSocketAddress upstream) throws IOException {
        this.upstream = upstream;
        listener = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
        accepting = threads.submit(this::accept);
    }

    static ForwardingProxy to(InetSocketAddress upstream) throws IOException {
        return new ForwardingProxy(upstream);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** Waits until so many connections were opened upstream, and returns whether they were, in time. */
    boolean hasForwarded(long connections, long limitSeconds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
        while (forwarded.get() < connections && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        return forwarded.get() == connections;
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                threads.execute(() -> forward(connection));
            }
        } catch (SocketException e) {
            // The proxy was closed.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void forward(Socket connection) {
        try (connection;
                Socket onward = new Socket(upstream.getAddress(), upstream.getPort())) {
            // What it would copy back and forth is left out; who dials here closes at once.
            onward.setSoLinger(true, 0);
            forwarded.incrementAndGet();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        accepting.cancel(false);
        threads.shutdown();
    }
}
