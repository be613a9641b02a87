package io.github.snatrace.dial;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One connect, from the opening of its socket to its close. Confined to the thread of its loop. */
final class Dial {

    final Lane lane;
    final long tick;

    private final DialPlan plan;
    private final Source source;
    private int chances;
    private @Nullable SocketChannel channel;
    private @Nullable Outcome outcome;
    private @Nullable IOException error;
    private boolean called;
    private long startedNanos;
    private long latenessNanos;

    private Dial(DialPlan plan, Source source, Lane lane) {
        this.plan = plan;
        this.source = source;
        this.lane = lane;
        this.tick = lane.tick();
        this.chances = source.chances();
    }

    /** Opens and binds the socket of a due time. What goes wrong is kept, to be told when the time has come. */
    static Dial prepare(DialPlan plan, Source source, Lane lane) {
        Dial dial = new Dial(plan, source, lane);
        dial.open();
        return dial;
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
                bind(opened);
            }
        } catch (IOException e) {
            end(stage.outcomeOf(e, source.hasOwnPorts()), e);
        }
    }

    /** Never binds to port 0: that makes a port exclusive to this socket, whatever the target. */
    private void bind(SocketChannel opened) throws IOException {
        while (true) {
            chances--;
            try {
                opened.bind(source.next(tick));
                return;
            } catch (BindException e) {
                if (chances <= 0) {
                    throw e;
                }
            }
        }
    }

    /**
     * Calls connect(2), and looks at once whether that was all: over loopback and veth the whole handshake runs inside the call.
     *
     * @return whether the attempt has ended
     */
    boolean connect(InetSocketAddress target, long nowNanos, long lateness) {
        startedNanos = nowNanos;
        latenessNanos = Math.max(0, lateness);
        while (outcome == null) {
            SocketChannel connecting = channel;
            if (connecting == null) {
                break;
            }
            called = true;
            try {
                if (connecting.connect(target) || connecting.finishConnect()) {
                    end(Outcome.CONNECTED, null);
                }
                break;
            } catch (IOException e) {
                Outcome failure = Stage.CONNECT.outcomeOf(e, source.hasOwnPorts());
                if (failure != Outcome.NO_LOCAL_PORT || !source.isBound() || chances <= 0) {
                    end(failure, e);
                    break;
                }
                close();
                open(); // with the next port: this one is in use towards the target, or in TIME_WAIT
            }
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
            end(Stage.CONNECT.outcomeOf(e, source.hasOwnPorts()), e);
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
        return new Attempt(tick, source.portAt(tick), startedNanos + epochOffset, latenessNanos, elapsed, how, error);
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
