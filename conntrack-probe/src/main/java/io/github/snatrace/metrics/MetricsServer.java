package io.github.snatrace.metrics;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Serves a registry at {@code /metrics} until it is closed, in every format that Prometheus asks for. */
public final class MetricsServer implements AutoCloseable {
    /** A scraper that does not read holds one of them and nothing else. */
    private static final int THREADS = 4;

    private final HTTPServer server;
    private final ExecutorService threads;

    private MetricsServer(HTTPServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts to serve {@code registry}.
     *
     * @throws IOException if the address cannot be listened on; the message names it
     */
    public static MetricsServer listen(MetricsAddress address, PrometheusRegistry registry) throws IOException {
        InetSocketAddress socket = address.resolve();
        if (socket.isUnresolved()) {
            throw new UnknownHostException("cannot serve metrics on " + address + ": no such host");
        }
        AtomicInteger number = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "metrics-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        try {
            HTTPServer server = HTTPServer.builder()
                    .inetAddress(socket.getAddress())
                    .port(socket.getPort())
                    .registry(registry)
                    .executorService(threads)
                    .buildAndStart();
            return new MetricsServer(server, threads);
        } catch (IOException e) {
            threads.shutdownNow();
            throw new IOException("cannot serve metrics on " + address + ": " + e.getMessage(), e);
        }
    }

    /** Returns the port that is listened on. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.close();
        threads.shutdownNow();
    }
}
