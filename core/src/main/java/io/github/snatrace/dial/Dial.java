package io.github.snatrace.dial;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connect, from the opening of its socket to its close. Confined to the thread of its loop. */
final class Dial {

    private static final int KERNEL_CHOOSES = 0;

    final Lane lane;
    final long tick;
    final int sourcePort;

    private @Nullable SocketChannel channel;
    private @Nullable Outcome outcome;
    private @Nullable IOException error;
    private boolean called;
    private long startedNanos;
    private long latenessNanos;

    private Dial(Lane lane, long tick, int sourcePort) {
        this.lane = lane;
        this.tick = tick;
        this.sourcePort = sourcePort;
    }

    /** Opens and binds the socket of a due time. What goes wrong is kept, to be told when the time has come. */
    static Dial prepare(DialPlan plan, @Nullable SourcePorts ports, Lane lane) {
        long tick = lane.tick();
        Dial dial = new Dial(lane, tick, ports == null ? KERNEL_CHOOSES : ports.portAt(tick));
        Stage stage = Stage.OPEN;
        try {
            SocketChannel channel = SocketChannel.open(
                    plan.target().getAddress() instanceof Inet6Address
                            ? StandardProtocolFamily.INET6
                            : StandardProtocolFamily.INET);
            dial.channel = channel;
            channel.configureBlocking(false);
            if (plan.closeMode() == CloseMode.RESET) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            stage = Stage.BIND;
            dial.bind(channel, plan.sourceAddresses());
        } catch (IOException e) {
            dial.end(stage.outcomeOf(e, ports != null), e);
        }
        return dial;
    }

    private void bind(SocketChannel channel, List<InetAddress> addresses) throws IOException {
        if (sourcePort == KERNEL_CHOOSES && addresses.isEmpty()) {
            return; // an explicit bind to port 0 would make the port exclusive to this socket, whatever the target
        }
        if (sourcePort != KERNEL_CHOOSES) {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        }
        InetAddress address =
                addresses.isEmpty() ? null : addresses.get((int) Math.floorMod(tick, (long) addresses.size()));
        channel.bind(new InetSocketAddress(address, sourcePort));
    }

    /**
     * Calls connect(2), and looks at once whether that was all: over loopback and veth the whole handshake runs inside the call.
     *
     * @return whether the attempt has ended
     */
    boolean connect(InetSocketAddress target, long nowNanos, long lateness) {
        startedNanos = nowNanos;
        latenessNanos = Math.max(0, lateness);
        SocketChannel connecting = channel;
        if (outcome != null || connecting == null) {
            return true;
        }
        called = true;
        try {
            if (connecting.connect(target) || connecting.finishConnect()) {
                end(Outcome.CONNECTED, null);
            }
        } catch (IOException e) {
            end(Stage.CONNECT.outcomeOf(e, sourcePort != KERNEL_CHOOSES), e);
        }
        return outcome != null;
    }

    /** Has the selector tell when the handshake is over. */
    void await(Selector selector) throws IOException {
        SocketChannel connecting = channel;
        if (connecting != null) {
            connecting.register(selector, SelectionKey.OP_CONNECT, this);
        }
    }

    /** Looks how the handshake went, now that the selector says that it is over. */
    void finish() {
        SocketChannel connecting = channel;
        try {
            if (connecting != null && connecting.finishConnect()) {
                end(Outcome.CONNECTED, null);
            }
        } catch (IOException e) {
            end(Stage.CONNECT.outcomeOf(e, sourcePort != KERNEL_CHOOSES), e);
        }
    }

    /** Ends the attempt, unless it has ended before. */
    void end(Outcome how, @Nullable IOException why) {
        if (outcome == null) {
            outcome = how;
            error = why;
        }
    }

    boolean hasEnded() {
        return outcome != null;
    }

    long startedNanos() {
        return startedNanos;
    }

    /** Returns the record of an attempt that has ended. */
    Attempt toAttempt(long nowNanos, long epochOffset) {
        Outcome how = outcome;
        if (how == null) {
            throw new IllegalStateException("still under way: " + tick);
        }
        long elapsed = called ? nowNanos - startedNanos : 0;
        return new Attempt(tick, sourcePort, startedNanos + epochOffset, latenessNanos, elapsed, how, error);
    }

    /** Closes the socket. */
    void close() {
        SocketChannel open = channel;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // The descriptor is gone all the same, and the attempt has told how it ended.
            }
        }
    }
}
