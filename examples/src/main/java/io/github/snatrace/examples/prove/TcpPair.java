package io.github.snatrace.examples.prove;

import io.github.snatrace.hold.Fate;
import io.github.snatrace.hold.HeldRivals;
import io.github.snatrace.host.Host;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clients that connect to the server, each from the same source port. The server's kernel completes the handshakes. */
final class TcpPair implements Pair {
    private static final int BACKLOG = 4_096;
    /** A SYN that was lost is sent again a second after it was first sent. */
    private static final long SENT_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(950);

    private final Host host;
    private final Meeting meeting;
    private final int clients;
    private final ServerSocketChannel server;
    private final Selector selector;
    private final List<SocketChannel> connects = new ArrayList<>();
    private long startedNanos;

    TcpPair(Host host, Meeting meeting, int clients) throws IOException {
        this.host = host;
        this.meeting = meeting;
        this.clients = clients;
        this.selector = Selector.open();
        this.server = LabAddresses.SERVER.inside(host, () -> ServerSocketChannel.open(family()));
        server.bind(meeting.target(), BACKLOG);
    }

    private StandardProtocolFamily family() {
        return meeting.isInet6() ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }

    @Override
    public int rivals() {
        return clients;
    }

    @Override
    public void start(int sourcePort) throws IOException {
        startedNanos = System.nanoTime();
        for (int client = 1; client <= clients; client++) {
            SocketChannel connect = LabAddresses.client(client).inside(host, () -> SocketChannel.open(family()));
            connects.add(connect);
            connect.configureBlocking(false);
            connect.setOption(StandardSocketOptions.SO_LINGER, 0);
            connect.bind(new InetSocketAddress(LabAddresses.clientAddress(client, meeting.isInet6()), sourcePort));
            connect.connect(meeting.target());
            connect.register(selector, SelectionKey.OP_CONNECT);
        }
    }

    @Override
    public int lost(HeldRivals held) throws IOException {
        long expected = held.count(Fate.CONFIRMED) + held.count(Fate.RESOLVED);
        int connected = 0;
        // Those that were let go are through long before the others' SYNs are sent again.
        while (connected < expected) {
            long left = startedNanos + SENT_AGAIN_NANOS - System.nanoTime();
            if (left <= 0) {
                return connects.size() - connected;
            }
            connected += connected(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
        return connects.size() - connected - connected(0);
    }

    private int connected(long timeoutMillis) throws IOException {
        if (timeoutMillis == 0) {
            selector.selectNow();
        } else {
            selector.select(timeoutMillis);
        }
        int connected = 0;
        for (SelectionKey key : selector.selectedKeys()) {
            boolean inTime = System.nanoTime() - startedNanos < SENT_AGAIN_NANOS;
            connected += ((SocketChannel) key.channel()).finishConnect() && inTime ? 1 : 0;
            key.cancel();
        }
        selector.selectedKeys().clear();
        return connected;
    }

    @Override
    public void stop() throws IOException {
        for (SocketChannel connect : connects) {
            connect.close();
        }
        connects.clear();
        // A registered channel is really closed only at the next select.
        selector.selectNow();
    }

    @Override
    public void close() throws IOException {
        stop();
        selector.close();
        server.close();
    }
}
