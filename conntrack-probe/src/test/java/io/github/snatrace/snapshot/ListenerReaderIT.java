package io.github.snatrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.host.Host;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ListenerReaderIT {

    @Test
    void read_aQueueWithAsManyAsItTakes_isFullAndHasAName() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 1);
            InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
            // A backlog of 1 has room for 2.
            try (SocketChannel first = SocketChannel.open(address);
                    SocketChannel second = SocketChannel.open(address)) {
                assertThat(List.of(first.isConnected(), second.isConnected())).containsOnly(true);

                List<ListeningSocket> sockets = new ListenerReader(Host.local(), NetworkNamespace.own()).read();

                assertThat(sockets)
                        .filteredOn(socket -> socket.address().equals("127.0.0.1:" + address.getPort()))
                        .containsExactly(new ListeningSocket(
                                "127.0.0.1:" + address.getPort(),
                                2,
                                1,
                                OptionalLong.of(0),
                                "java[" + ProcessHandle.current().pid() + "]"));
                assertThat(ListeningSocket.parse(ListeningSocket.format(sockets)))
                        .isEqualTo(sockets);
            }
        }
    }
}
