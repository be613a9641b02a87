package io.github.snatrace.examples.prove;

import io.github.snatrace.hold.HeldRivals;
import io.github.snatrace.host.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Two queries of one client at once, from one socket or from a socket each, to a server that answers what it gets. */
final class UdpPair implements Pair {
    /** The second query is longer, by which the router tells them apart. */
    static final int LONG_QUERY_BYTES = 40;

    private static final int SHORT_QUERY_BYTES = 30;
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Host host;
    private final Meeting meeting;
    private final Selector selector;
    private final List<DatagramChannel> servers = new ArrayList<>();
    private final List<DatagramChannel> queries = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(512);

    UdpPair(Host host, Meeting meeting) throws IOException {
        this.host = host;
        this.meeting = meeting;
        this.selector = Selector.open();
        serve(LabAddresses.server(meeting.isInet6()));
        if (!meeting.isInet6()) {
            serve(LabAddresses.secondBackend());
        }
    }

    private void serve(InetAddress address) throws IOException {
        DatagramChannel server = LabAddresses.SERVER.inside(host, () -> DatagramChannel.open(family()));
        servers.add(server);
        server.bind(new InetSocketAddress(address, LabAddresses.DNS_PORT));
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_READ);
    }

    private StandardProtocolFamily family() {
        return meeting.isInet6() ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }

    @Override
    public int rivals() {
        return 2;
    }

    @Override
    public void start(int sourcePort) throws IOException {
        DatagramChannel first = open(sourcePort);
        first.send(ByteBuffer.allocate(SHORT_QUERY_BYTES), meeting.target());
        DatagramChannel second = meeting == Meeting.UDP_REOPEN ? open(sourcePort + 1) : first;
        second.send(ByteBuffer.allocate(LONG_QUERY_BYTES), meeting.target());
    }

    private DatagramChannel open(int sourcePort) throws IOException {
        DatagramChannel query = LabAddresses.client(1).inside(host, () -> DatagramChannel.open(family()));
        queries.add(query);
        query.bind(new InetSocketAddress(LabAddresses.clientAddress(1, meeting.isInet6()), sourcePort));
        query.configureBlocking(false);
        query.register(selector, SelectionKey.OP_READ);
        return query;
    }

    @Override
    public int lost(HeldRivals held) throws IOException {
        int expected = held.packets().size();
        int answers = 0;
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (answers < expected) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            selector.select(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            for (SelectionKey key : selector.selectedKeys()) {
                answers += read((DatagramChannel) key.channel());
            }
            selector.selectedKeys().clear();
        }
        return expected - answers;
    }

    /** Answers what a server got; returns how many answers a client got. */
    private int read(DatagramChannel channel) throws IOException {
        int answers = 0;
        while (true) {
            buffer.clear();
            SocketAddress from = channel.receive(buffer);
            if (from == null) {
                return answers;
            }
            if (servers.contains(channel)) {
                channel.send(buffer.flip(), from);
            } else {
                answers++;
            }
        }
    }

    @Override
    public void stop() throws IOException {
        for (DatagramChannel query : queries) {
            query.close();
        }
        queries.clear();
        // A registered channel is really closed only at the next select.
        selector.selectNow();
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        stop();
        for (DatagramChannel server : servers) {
            server.close();
        }
        selector.close();
    }
}
