package io.github.snatrace.examples.prove;

import io.github.snatrace.host.Host;
import io.github.snatrace.snapshot.ProtocolCounter;
import io.github.snatrace.snapshot.ProtocolCounters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Connects again and again to a server that closes first, always through the one port that the server still has in
 * TIME_WAIT and the router has forgotten.
 */
final class TimeWaitTrial {
    private static final int CONNECTS = 20;
    private static final int PORT = 9_000;
    private static final int TRANSLATED_PORT = 30_500;
    private static final long STALL_MILLIS = 200;

    private final Host host;
    private final Router router;

    TimeWaitTrial(Host host, Router router) {
        this.host = host;
        this.router = router;
    }

    /** Tries the rule that keeps ports, the cure, and the cure beside timestamps without an offset. */
    List<CurePrice> run() throws IOException {
        return List.of(
                price("masquerade", "masquerade", 1),
                price("masquerade fully-random", "masquerade to :" + TRANSLATED_PORT + " fully-random", 1),
                price("masquerade fully-random", "masquerade to :" + TRANSLATED_PORT + " fully-random", 2));
    }

    private CurePrice price(String label, String rule, int timestamps) throws IOException {
        router.load(SourceRule.of(rule).ruleset());
        router.forget();
        timestamps(timestamps);
        int stalled = 0;
        InetSocketAddress target = new InetSocketAddress(LabAddresses.server(false), PORT);
        try (ServerSocketChannel server =
                        LabAddresses.SERVER.inside(host, () -> ServerSocketChannel.open(StandardProtocolFamily.INET));
                Selector selector = Selector.open()) {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(target);
            boolean keepsPort = label.equals(rule);
            // What the trial before left at the server is none of this one's.
            connect(target, server, selector, TRANSLATED_PORT);
            ProtocolCounters before = counters();
            for (int i = 1; i <= CONNECTS; i++) {
                stalled += connect(target, server, selector, keepsPort ? TRANSLATED_PORT : TRANSLATED_PORT + i) ? 0 : 1;
            }
            long rejected = counters()
                    .since(before)
                    .value(ProtocolCounter.SYN_RETRANSMISSIONS)
                    .orElse(0);
            return new CurePrice(label, timestamps, CONNECTS, rejected, stalled);
        } finally {
            timestamps(1);
        }
    }

    private ProtocolCounters counters() throws IOException {
        return ProtocolCounters.parse(
                LabAddresses.client(1).inside(host, () -> host.read("/proc/thread-self/net/netstat")));
    }

    private void timestamps(int value) throws IOException {
        LabAddresses.client(1)
                .inside(host, () -> Files.writeString(Path.of("/proc/sys/net/ipv4/tcp_timestamps"), value + "\n"));
    }

    /** Returns whether it was through in time; the server closes it first. */
    private boolean connect(InetSocketAddress target, ServerSocketChannel server, Selector selector, int port)
            throws IOException {
        boolean connected = false;
        try (SocketChannel client =
                LabAddresses.client(1).inside(host, () -> SocketChannel.open(StandardProtocolFamily.INET))) {
            client.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            client.bind(new InetSocketAddress(LabAddresses.clientAddress(1, false), port));
            client.configureBlocking(false);
            client.connect(target);
            SelectionKey key = client.register(selector, SelectionKey.OP_CONNECT);
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STALL_MILLIS);
            for (long left = STALL_MILLIS; !connected && left > 0; left = millisUntil(deadline)) {
                selector.select(left);
                connected = selector.selectedKeys().remove(key) && client.finishConnect();
            }
            if (connected) {
                server.accept().close();
                // The client closes when it has seen the server's end.
                key.interestOps(SelectionKey.OP_READ);
                selector.select(STALL_MILLIS);
                selector.selectedKeys().clear();
            }
            key.cancel();
        }
        selector.selectNow();
        router.forget();
        return connected;
    }

    private static long millisUntil(long deadline) {
        return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
}
