package io.github.snatrace.dial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * One thread that dials: it serves the due times of its lanes, and waits for the answers in between.
 *
 * <p>{@link #stop} and {@link #cancel} may be called from any thread; everything else happens on the thread that runs
 * it.
 */
final class DialLoop implements Runnable {

    /** How long before its due time a socket is opened and bound. */
    private static final long PREPARE_AHEAD_NANOS = 500_000;

    /** How long before a due time the loop does nothing but look at the clock. */
    private static final long SPIN_NANOS = 60_000;

    /** How many attempts are begun between two looks at what has become of the others. */
    private static final int BURST = 64;

    /** How long after a connect an answer to it is looked for all the time, so that its time is exact. */
    private static final long ANSWER_NANOS = 200_000;

    /** Connectors wait for answers without taking the processor only where there is more time than this. */
    private static final long SHORTEST_SELECT_NANOS = 1_200_000;

    private static final long LONGEST_WAIT_NANOS = 1_000_000_000;

    private enum Phase {
        DIALING,
        DRAINING,
        CANCELLED
    }

    private final Connector connector;
    private final Timeline timeline;
    private final Permits permits;
    private final AttemptListener listener;
    private final int maxInFlight;
    private final long timeoutNanos;
    private final long endNanos;
    private final boolean skipsOverdue;
    private final boolean onTheWallClock;
    private final boolean awaitsAnswers;

    private final PriorityQueue<Lane> idle;
    private final Deque<Dial> underWay = new ArrayDeque<>();
    private final Tally tally = new Tally();
    private final Naps naps = new Naps();
    private final Consumer<Dial> onAnswer = this::finish;
    private int inFlight;

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.DIALING);

    /** What to add to a due time of the schedule to get the time of {@link Timeline#nanos()}. */
    private long originNanos;

    private long epochOffset;
    private long endedAtNanos;

    /**
     * @param startNanos when the run begins, on the timeline's monotonic clock
     * @param connector closed by the loop
     * @param permits shared with the other loops
     */
    DialLoop(
            DialPlan plan,
            Share share,
            long startNanos,
            Connector connector,
            Timeline timeline,
            Permits permits,
            AttemptListener listener) {
        this.connector = connector;
        this.timeline = timeline;
        this.permits = permits;
        this.listener = listener;
        this.maxInFlight = share.maxInFlight();
        this.timeoutNanos = plan.timeout().toNanos();
        this.skipsOverdue = plan.latePolicy() == LatePolicy.SKIP;
        this.onTheWallClock = plan.schedule().isOnTheWallClock();
        this.awaitsAnswers = plan.schedule().awaitsAnswers();
        this.idle = new PriorityQueue<>(share.lanes());
        this.epochOffset = timeline.epochOffset();
        this.originNanos = onTheWallClock ? -epochOffset : startNanos;
        this.endNanos =
                plan.duration().map(duration -> startNanos + duration.toNanos()).orElse(Long.MAX_VALUE);
    }

    /** Begins no more attempts; those under way are waited for. */
    void stop() {
        if (phase.compareAndSet(Phase.DIALING, Phase.DRAINING)) {
            connector.wakeUp();
        }
    }

    /** Ends the attempts under way. */
    void cancel() {
        phase.set(Phase.CANCELLED);
        connector.wakeUp();
    }

    /** Returns what the loop has done; to be read once it has returned. */
    Tally tally() {
        return tally;
    }

    /** Returns when the loop returned, in nanoseconds since the epoch. */
    long endedAtNanos() {
        return endedAtNanos;
    }

    @Override
    public void run() {
        try (connector) {
            while (phase.get() != Phase.CANCELLED) {
                long now = timeline.nanos();
                expire(now);
                if (phase.get() == Phase.DIALING) {
                    connector.release(onAnswer);
                    fireDue(now);
                } else {
                    abandon(now);
                }
                if (inFlight == 0 && idle.isEmpty()) {
                    break;
                }
                await();
            }
            cancelUnderWay();
        } catch (IOException e) {
            throw new UncheckedIOException("the event loop cannot wait for its sockets", e);
        } finally {
            // Nothing is left here unless the loop failed.
            underWay.forEach(dial -> dial.connection().close());
            idle.forEach(this::discard);
            endedAtNanos = timeline.epochNanos();
        }
    }

    private long dueNanos(Lane lane) {
        return originNanos + lane.dueNanos();
    }

    /** Begins what is due, and prepares what soon will be. */
    private void fireDue(long startOfTurn) throws IOException {
        long now = startOfTurn;
        for (int turn = 0; turn < BURST; turn++) {
            Lane lane = idle.peek();
            if (lane == null) {
                return;
            }
            long due = dueNanos(lane);
            if (due >= endNanos || now >= endNanos) {
                retire(lane);
                continue;
            }
            if (due - now > PREPARE_AHEAD_NANOS) {
                return;
            }
            idle.remove();
            skipOverdue(lane, now);
            if (inFlight >= maxInFlight) {
                idle.add(lane);
                return;
            }
            if (lane.prepared == null && !prepare(lane)) {
                return;
            }
            due = dueNanos(lane);
            if (due - timeline.nanos() > SPIN_NANOS) {
                idle.add(lane);
                return;
            }
            now = fire(lane, timeline.spinUntil(due));
        }
    }

    /** Takes the next lane out of service; due times before the end that nobody got to are counted. */
    private void retire(Lane lane) {
        idle.remove();
        discard(lane);
        countSkipped(lane.skipBefore(endNanos - originNanos));
    }

    /** Takes every lane out of service, because the run was stopped; due times that passed before are counted. */
    private void abandon(long now) {
        for (Lane lane : idle) {
            if (skipsOverdue) {
                countSkipped(lane.skipPassed(now - originNanos));
            }
            discard(lane);
        }
        idle.clear();
    }

    /** Moves a lane past what it is too late for; what is left is due now. */
    private void skipOverdue(Lane lane, long now) {
        long missed = skipsOverdue ? lane.skipOverdue(now - originNanos) : 0;
        if (missed > 0) {
            discard(lane);
            countSkipped(missed);
            naps.onMissed(missed);
        }
    }

    private void countSkipped(long dueTimes) {
        if (dueTimes > 0) {
            tally.skip(dueTimes);
            listener.onSkipped(dueTimes);
        }
    }

    private void discard(Lane lane) {
        Dial dial = lane.prepared;
        if (dial != null) {
            dial.connection().close();
            lane.prepared = null;
            permits.giveBack();
        }
    }

    /**
     * Opens the socket of the next due time; false if the plan's attempts are used up, and with them the loop's work.
     */
    private boolean prepare(Lane lane) {
        if (!permits.take()) {
            idle.forEach(this::discard);
            idle.clear();
            return false;
        }
        if (onTheWallClock) {
            // The wall clock is slewed all the time: the grid is laid anew for each tick, while there is time for it.
            epochOffset = timeline.epochOffset();
            originNanos = -epochOffset;
        }
        lane.prepared = new Dial(lane, connector.open(lane.tick()));
        return true;
    }

    private long fire(Lane lane, long now) throws IOException {
        Dial dial = lane.prepared;
        if (dial == null) {
            throw new IllegalStateException("nothing prepared for " + lane.tick());
        }
        boolean ended = dial.connect(now, now - dueNanos(lane));
        lane.prepared = null;
        naps.onMet();
        inFlight++;
        if (!awaitsAnswers) {
            lane.advance(now - originNanos);
            idle.add(lane);
        }
        if (ended) {
            return settle(dial);
        }
        underWay.add(dial);
        dial.connection().watch(dial);
        return timeline.nanos();
    }

    private void finish(Dial dial) {
        if (!dial.hasEnded() && dial.finish()) {
            settle(dial);
        }
    }

    /** Tells of an attempt that has ended, and gives its worker back. */
    private long settle(Dial dial) {
        long now = timeline.nanos();
        dial.connection().close();
        inFlight--;
        Attempt attempt = dial.toAttempt(now, epochOffset);
        tally.add(attempt);
        listener.onAttempt(attempt);
        if (awaitsAnswers && phase.get() == Phase.DIALING) {
            dial.lane.advance(now - originNanos);
            idle.add(dial.lane);
        }
        return now;
    }

    /** Ends the attempts whose time is up. They all have the same timeout, so the oldest is the next. */
    private void expire(long now) {
        for (Dial oldest = underWay.peek(); oldest != null; oldest = underWay.peek()) {
            if (!oldest.hasEnded()) {
                if (now - oldest.startedNanos() < timeoutNanos) {
                    return;
                }
                oldest.end(Ending.TIMED_OUT);
                settle(oldest);
            }
            underWay.remove();
        }
    }

    private void cancelUnderWay() {
        for (Dial dial : underWay) {
            if (!dial.hasEnded()) {
                dial.end(Ending.CANCELLED);
                settle(dial);
            }
        }
        underWay.clear();
    }

    /** Whether the last connect was so short a while ago that its answer may come any moment. */
    private boolean expectsAnswer(long now) {
        Dial youngest = underWay.peekLast();
        return youngest != null && !youngest.hasEnded() && now - youngest.startedNanos() < ANSWER_NANOS;
    }

    /** Waits for answers until there is something to do. */
    private void await() throws IOException {
        long now = timeline.nanos();
        long nanos = LONGEST_WAIT_NANOS;
        Dial oldest = underWay.peek();
        if (oldest != null) {
            nanos = Math.min(nanos, oldest.startedNanos() + timeoutNanos - now);
        }
        Lane next = idle.peek();
        if (next != null && phase.get() == Phase.DIALING && inFlight < maxInFlight) {
            long ahead = next.prepared == null ? PREPARE_AHEAD_NANOS : SPIN_NANOS;
            nanos = Math.min(nanos, dueNanos(next) - ahead - now);
        }
        if (onTheWallClock && naps.areTaken() && nanos < SHORTEST_SELECT_NANOS && !expectsAnswer(now)) {
            timeline.sleepUntil(now + nanos);
            nanos = 0;
        }
        connector.await(nanos, onAnswer);
    }
}
