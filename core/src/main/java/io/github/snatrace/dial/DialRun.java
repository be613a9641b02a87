package io.github.snatrace.dial;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A run under way. Thread-safe.
 *
 * <p>{@link #stop} lets it end in good order, {@link #close} ends it at once; both may be called at any time and any
 * number of times.
 */
public final class DialRun implements AutoCloseable {

    private final DialPlan plan;
    private final List<DialLoop> loops;
    private final ExecutorService threads;
    private final List<? extends Future<?>> ends;
    private final Instant startedAt;
    private final Timeline timeline;

    DialRun(DialPlan plan, List<DialLoop> loops, ExecutorService threads, Instant startedAt, Timeline timeline) {
        this.plan = plan;
        this.loops = loops;
        this.threads = threads;
        this.startedAt = startedAt;
        this.timeline = timeline;
        this.ends = loops.stream().map(loop -> threads.submit(() -> run(loop))).toList();
        threads.shutdown();
    }

    /** Returns when the run began, or will begin. */
    public Instant startedAt() {
        return startedAt;
    }

    /** Begins no more attempts. Those under way are waited for, no longer than the plan's timeout. */
    public void stop() {
        loops.forEach(DialLoop::stop);
    }

    /**
     * Waits for the end of the run, which a plan without limits reaches only by {@link #stop}.
     *
     * @throws IllegalStateException if a listener or an event loop failed; the cause says why
     */
    public DialResult await() throws InterruptedException {
        for (Future<?> end : ends) {
            try {
                end.get();
            } catch (ExecutionException e) {
                throw failed(e);
            }
        }
        return result();
    }

    /**
     * Waits for the end of the run, but no longer than the time given.
     *
     * @return whether the run has ended
     * @throws IllegalStateException if a listener or an event loop failed; the cause says why
     */
    public boolean await(Duration atMost) throws InterruptedException {
        long deadline = timeline.nanos() + atMost.toNanos();
        for (Future<?> end : ends) {
            try {
                end.get(deadline - timeline.nanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return false;
            } catch (ExecutionException e) {
                throw failed(e);
            }
        }
        return true;
    }

    /** Ends the run: attempts under way are {@link Outcome#CANCELLED}. Returns once every socket is closed. */
    @Override
    public void close() {
        loops.forEach(DialLoop::cancel);
        Uninterruptibles.awaitTerminationUninterruptibly(threads);
    }

    private void run(DialLoop loop) {
        try {
            loop.run();
        } catch (Throwable e) {
            loops.forEach(DialLoop::cancel);
            Throwables.throwIfUnchecked(e);
            throw new IllegalStateException(e);
        }
    }

    private DialResult result() {
        Tally tally = new Tally();
        loops.forEach(loop -> tally.add(loop.tally()));
        return DialResult.of(plan, startedAt, ended(), tally);
    }

    private Instant ended() {
        long epochNanos = loops.stream().mapToLong(DialLoop::endedAtNanos).max().orElseThrow();
        return Instant.EPOCH.plusNanos(epochNanos);
    }

    private static IllegalStateException failed(ExecutionException e) {
        return new IllegalStateException("the run failed", e.getCause());
    }
}
