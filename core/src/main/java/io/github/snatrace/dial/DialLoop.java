package io.github.snatrace.dial;

import com.google.common.collect.Maps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * One thread that dials: it serves the due times of its lanes, and waits for the answers in between.
 *
 * <p>{@link #stop} and {@link #cancel} may be called from any thread; everything else happens on the thread that runs it.
 */
final class DialLoop implements Runnable {

    /** How long before its due time a socket is opened and bound. */
    private static final long PREPARE_AHEAD_NANOS = 500_000;

    /** How long before a due time the loop does nothing but look at the clock. */
    private static final long SPIN_NANOS = 60_000;

    /** How many attempts are begun between two looks at what has become of the others. */
    private static final int BURST = 64;

    private static final long LONGEST_WAIT_NANOS = 1_000_000_000;

    private enum Phase {
        DIALING,
        DRAINING,
        CANCELLED
    }

    private final DialPlan plan;
    private final Source source;
    private final Timeline timeline;
    private final Selector selector;
    private final AtomicLong permits;
    private final AttemptListener listener;
    private final int maxInFlight;
    private final long timeoutNanos;
    private final boolean onTheWallClock;
    private final boolean awaitsAnswers;

    private final PriorityQueue<Lane> idle = new PriorityQueue<>();
    private final Deque<Dial> underWay = new ArrayDeque<>();
    private final Map<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);
    private final Consumer<SelectionKey> onReady = this::finish;
    private int inFlight;
    private boolean unreleased;
    private long skipped;

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.DIALING);

    /** What to add to a due time of the schedule to get the time of {@link Timeline#nanos()}. */
    private long originNanos;

    private long endNanos;
    private long endedAtNanos;
    private long epochOffset;

    /**
     * @param selector closed by the loop
     * @param permits attempts that may still be begun, shared with the other loops
     * @param maxInFlight this loop's share of the plan's limit
     */
    DialLoop(
            DialPlan plan,
            Source source,
            Timeline timeline,
            Selector selector,
            AtomicLong permits,
            int maxInFlight,
            AttemptListener listener) {
        this.plan = plan;
        this.source = source;
        this.timeline = timeline;
        this.selector = selector;
        this.permits = permits;
        this.maxInFlight = maxInFlight;
        this.listener = listener;
        this.timeoutNanos = plan.timeout().toNanos();
        this.onTheWallClock = plan.schedule().isOnTheWallClock();
        this.awaitsAnswers = plan.schedule().awaitsAnswers();
    }

    /**
     * Sets the lanes to serve and the instant at which the run begins.
     *
     * @param startNanos the begin of the run, on the timeline's monotonic clock
     */
    void begin(Collection<Lane> lanes, long startNanos) {
        idle.addAll(lanes);
        epochOffset = timeline.epochOffset();
        originNanos = onTheWallClock ? -epochOffset : startNanos;
        endNanos =
                plan.duration().map(duration -> startNanos + duration.toNanos()).orElse(Long.MAX_VALUE);
    }

    /** Begins no more attempts; those under way are waited for. */
    void stop() {
        if (phase.compareAndSet(Phase.DIALING, Phase.DRAINING)) {
            selector.wakeup();
        }
    }

    /** Ends the attempts under way. */
    void cancel() {
        phase.set(Phase.CANCELLED);
        selector.wakeup();
    }

    /** Returns how many attempts ended how; complete once the loop has returned. */
    Outcomes outcomes() {
        return new Outcomes(Maps.transformValues(counts, LongAdder::sum));
    }

    /** Returns how many due times were skipped; complete once the loop has returned. */
    long skipped() {
        return skipped;
    }

    /** Returns when the loop returned, in nanoseconds since the epoch. */
    long endedAtNanos() {
        return endedAtNanos;
    }

    @Override
    public void run() {
        try (selector) {
            while (phase.get() != Phase.CANCELLED) {
                long now = timeline.nanos();
                expire(now);
                if (phase.get() == Phase.DIALING) {
                    releaseClosed();
                    fireDue(now);
                } else {
                    abandon(now);
                }
                if (inFlight == 0 && idle.isEmpty()) {
                    break;
                }
                timeline.await(selector, wakeUpNanos(), onReady);
            }
            cancelUnderWay();
        } catch (IOException e) {
            throw new UncheckedIOException("the event loop cannot wait for its sockets", e);
        } finally {
            // Nothing is left here unless the loop failed.
            underWay.forEach(Dial::close);
            idle.forEach(this::discard);
            endedAtNanos = timeline.epochNanos();
        }
    }

    /** A registered channel gives its port and descriptor back only when the selector has seen that it was closed. */
    private void releaseClosed() throws IOException {
        while (unreleased) {
            unreleased = false;
            selector.selectNow(onReady);
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
            if (skipOverdue(lane, now)) {
                continue;
            }
            if (inFlight >= maxInFlight || (lane.prepared == null && !prepare(lane))) {
                return;
            }
            due = dueNanos(lane);
            if (due - timeline.nanos() > SPIN_NANOS) {
                return;
            }
            now = fire(lane, timeline.spinUntil(due));
        }
    }

    /** Takes a lane out of service; due times before the end that nobody got to are counted. */
    private void retire(Lane lane) {
        idle.remove(lane);
        countSkipped(lane.skipBefore(endNanos - originNanos));
        discard(lane);
    }

    /** Takes every lane out of service, because the run was stopped; due times that passed before are counted. */
    private void abandon(long now) {
        for (Lane lane : idle) {
            if (plan.latePolicy() == LatePolicy.SKIP) {
                countSkipped(lane.skipPassed(now - originNanos));
            }
            discard(lane);
        }
        idle.clear();
    }

    private boolean skipOverdue(Lane lane, long now) {
        if (plan.latePolicy() == LatePolicy.CATCH_UP) {
            return false;
        }
        idle.remove(lane);
        long missed = lane.skipOverdue(now - originNanos);
        idle.add(lane);
        if (missed > 0) {
            countSkipped(missed);
            discard(lane);
        }
        return missed > 0;
    }

    private void countSkipped(long dueTimes) {
        if (dueTimes > 0) {
            skipped += dueTimes;
            listener.onSkipped(dueTimes);
        }
    }

    private void discard(Lane lane) {
        Dial dial = lane.prepared;
        if (dial != null) {
            dial.close();
            lane.prepared = null;
            permits.incrementAndGet();
        }
    }

    /** Opens the socket of the next due time; false if the plan's attempts are used up. */
    private boolean prepare(Lane lane) {
        if (permits.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            idle.forEach(this::discard);
            idle.clear();
            return false;
        }
        if (onTheWallClock) {
            // The wall clock is slewed all the time: the grid is laid anew for each tick, while there is time for it.
            epochOffset = timeline.epochOffset();
            originNanos = -epochOffset;
        }
        lane.prepared = Dial.prepare(plan, source, lane);
        return true;
    }

    private long fire(Lane lane, long now) throws IOException {
        Dial dial = lane.prepared;
        if (dial == null) {
            throw new IllegalStateException("nothing prepared for " + lane.tick());
        }
        boolean ended = dial.connect(plan.target(), now, now - dueNanos(lane));
        lane.prepared = null;
        idle.remove(lane); // the head: this is quick
        inFlight++;
        if (!awaitsAnswers) {
            lane.advance(now - originNanos);
            idle.add(lane);
        }
        if (ended) {
            return settle(dial);
        }
        underWay.add(dial);
        dial.await(selector);
        return timeline.nanos();
    }

    private void finish(SelectionKey key) {
        if (key.attachment() instanceof Dial dial && !dial.hasEnded()) {
            dial.finish();
            if (dial.hasEnded()) {
                settle(dial);
                unreleased = true;
            }
        }
    }

    /** Tells of an attempt that has ended, and gives its worker back. */
    private long settle(Dial dial) {
        long now = timeline.nanos();
        dial.close();
        inFlight--;
        Attempt attempt = dial.toAttempt(now, epochOffset);
        counts.computeIfAbsent(attempt.outcome(), first -> new LongAdder()).increment();
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
                oldest.end(Outcome.TIMED_OUT, null);
                settle(oldest);
                unreleased = true;
            }
            underWay.remove();
        }
    }

    private void cancelUnderWay() {
        for (Dial dial : underWay) {
            if (!dial.hasEnded()) {
                dial.end(Outcome.CANCELLED, null);
                settle(dial);
            }
        }
        underWay.clear();
    }

    private long wakeUpNanos() {
        long wakeUp = timeline.nanos() + LONGEST_WAIT_NANOS;
        Dial oldest = underWay.peek();
        if (oldest != null) {
            wakeUp = Math.min(wakeUp, oldest.startedNanos() + timeoutNanos);
        }
        Lane next = idle.peek();
        if (next != null && phase.get() == Phase.DIALING && inFlight < maxInFlight) {
            long ahead = next.prepared == null ? PREPARE_AHEAD_NANOS : SPIN_NANOS;
            wakeUp = Math.min(wakeUp, dueNanos(next) - ahead);
        }
        return wakeUp;
    }
}
