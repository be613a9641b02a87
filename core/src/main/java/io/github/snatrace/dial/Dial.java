package io.github.snatrace.dial;

import org.jspecify.annotations.Nullable;

/** One attempt, from the opening of its socket to its end. Confined to the thread of its loop. */
final class Dial {

    final Lane lane;

    private final long tick;
    private final Connection connection;
    private @Nullable Ending ending;
    private long startedNanos;
    private long latenessNanos;

    /**
     * @param connection the socket, opened for the next due time of the lane
     */
    Dial(Lane lane, Connection connection) {
        this.lane = lane;
        this.tick = lane.tick();
        this.connection = connection;
    }

    /** Calls connect(2), and returns whether that was all. */
    boolean connect(long nowNanos, long lateness) {
        startedNanos = nowNanos;
        latenessNanos = Math.max(0, lateness);
        ending = connection.connect();
        return ending != null;
    }

    Connection connection() {
        return connection;
    }

    /** Looks how the handshake went, now that there is an answer, and returns whether it has ended. */
    boolean finish() {
        ending = connection.finish();
        return ending != null;
    }

    void end(Ending how) {
        ending = how;
    }

    boolean hasEnded() {
        return ending != null;
    }

    long startedNanos() {
        return startedNanos;
    }

    /** Returns the record of an attempt that has ended. */
    Attempt toAttempt(long nowNanos, long epochOffset) {
        Ending how = ending;
        if (how == null) {
            throw new IllegalStateException("still under way: " + tick);
        }
        return new Attempt(
                tick,
                connection.sourcePort(),
                startedNanos + epochOffset,
                latenessNanos,
                how.called() ? nowNanos - startedNanos : 0,
                how.outcome(),
                how.error());
    }
}
