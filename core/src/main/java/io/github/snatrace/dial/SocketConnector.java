package io.github.snatrace.dial;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The sockets of this machine. */
final class SocketConnector implements Connector {

    /** select(2) and its kin count in milliseconds and wake up this much late now and then. */
    private static final long WAKE_UP_SLACK_NANOS = 200_000;

    private static final long MILLI_NANOS = 1_000_000;

    private final DialPlan plan;
    private final Source source;
    private final Selector selector;
    private boolean unreleased;

    private SocketConnector(DialPlan plan, Source source, Selector selector) {
        this.plan = plan;
        this.source = source;
        this.selector = selector;
    }

    /**
     * Opens a connector.
     *
     * @throws IOException if the process or the system has no descriptors for it
     */
    static SocketConnector open(DialPlan plan, Source source) throws IOException {
        return new SocketConnector(plan, source, Selector.open());
    }

    @Override
    public Connection open(long tick) {
        SocketConnection connection = new SocketConnection(tick);
        connection.open();
        return connection;
    }

    @Override
    public void await(long nanos, Consumer<Dial> answered) throws IOException {
        long millis = (nanos - WAKE_UP_SLACK_NANOS) / MILLI_NANOS;
        if (millis > 0) {
            selector.select(key -> tell(key, answered), millis);
        } else {
            selector.selectNow(key -> tell(key, answered));
        }
    }

    /** A registered channel gives its port and descriptor back only when the selector has seen that it was closed. */
    @Override
    public void release(Consumer<Dial> answered) throws IOException {
        while (unreleased) {
            unreleased = false;
            selector.selectNow(key -> tell(key, answered));
        }
    }

    private static void tell(SelectionKey key, Consumer<Dial> answered) {
        if (key.attachment() instanceof Dial dial) {
            answered.accept(dial);
        }
    }

    @Override
    public void wakeUp() {
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }

    private final class SocketConnection implements Connection {

        private final long tick;
        private int tried;
        private boolean called;
        private boolean watched;
        private @Nullable SocketChannel channel;
        private @Nullable Ending ending;

        SocketConnection(long tick) {
            this.tick = tick;
        }

        @Override
        public int sourcePort() {
            return source.portAt(tick);
        }

        private void open() {
            Stage stage = Stage.OPEN;
            try {
                SocketChannel opened = SocketChannel.open(
                        plan.target().getAddress() instanceof Inet6Address
                                ? StandardProtocolFamily.INET6
                                : StandardProtocolFamily.INET);
                channel = opened;
                opened.configureBlocking(false);
                if (plan.closeMode() == CloseMode.RESET) {
                    opened.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
                stage = Stage.BIND;
                if (source.isBound()) {
                    // A port in TIME_WAIT, or in use towards another target, is free for this one.
                    opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                    tried = source.bind(opened, tick, tried);
                }
            } catch (IOException e) {
                end(stage, e);
            }
        }

        @Override
        public @Nullable Ending connect() {
            while (ending == null && channel != null) {
                called = true;
                try {
                    if (channel.connect(plan.target()) || channel.finishConnect()) {
                        ending = Ending.CONNECTED;
                    }
                    break;
                } catch (IOException e) {
                    if (!source.hasAnother(Stage.CONNECT.outcomeOf(e, source.hasOwnPorts()), tried)) {
                        end(Stage.CONNECT, e);
                        break;
                    }
                    close();
                    open(); // with the next port: this one is in use towards the target, or in TIME_WAIT
                }
            }
            return ending;
        }

        @Override
        public void watch(Dial dial) throws IOException {
            if (channel != null) {
                channel.register(selector, SelectionKey.OP_CONNECT, dial);
                watched = true;
            }
        }

        @Override
        public @Nullable Ending finish() {
            try {
                if (channel != null && channel.finishConnect()) {
                    return Ending.CONNECTED;
                }
            } catch (IOException e) {
                end(Stage.CONNECT, e);
            }
            return ending;
        }

        private void end(Stage stage, IOException e) {
            ending = new Ending(stage.outcomeOf(e, source.hasOwnPorts()), called, e);
        }

        @Override
        public void close() {
            if (channel != null) {
                try {
                    channel.close();
                } catch (IOException e) {
                    // The descriptor is gone all the same, and the attempt has told how it ended.
                }
                unreleased |= watched;
            }
        }
    }
}
