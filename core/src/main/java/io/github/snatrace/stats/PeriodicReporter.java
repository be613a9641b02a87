package io.github.snatrace.stats;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes intervals from a recorder, regularly and a last, partial one at the end, and has them reported. The total is
 * the sum of the intervals. Thread-safe.
 */
public final class PeriodicReporter implements AutoCloseable {

    private static final Reporter NOBODY = (interval, total) -> {};

    private final AttemptRecorder recorder;
    private final Reporter reporter;
    private final Reporter watcher;
    private final long looksAnInterval;
    private final ScheduledExecutorService thread;
    private Snapshot interval;
    private Snapshot total;

    /** How many looks were taken since the start; negative while that is to come. */
    private long looks;

    private boolean finished;
    private @Nullable RuntimeException failure;

    private PeriodicReporter(
            AttemptRecorder recorder,
            Reporter reporter,
            Reporter watcher,
            long looksAnInterval,
            ScheduledExecutorService thread) {
        this.recorder = recorder;
        this.reporter = reporter;
        this.watcher = watcher;
        this.looksAnInterval = looksAnInterval;
        this.thread = thread;
        this.total = Snapshot.empty(recorder.startedAt());
        this.interval = total;
    }

    /**
     * Starts to report, on a daemon thread, every {@code interval}, which is more than zero, from the start of the
     * recorder on.
     */
    public static PeriodicReporter start(AttemptRecorder recorder, Duration interval, Reporter reporter) {
        return start(recorder, interval, reporter, interval, NOBODY);
    }

    /**
     * Starts to report as {@link #start(AttemptRecorder, Duration, Reporter)} does, and has somebody watch meanwhile.
     *
     * @param look how often the watcher is told what has happened since it was told last, and until the start how long
     *     that is; divides the interval, which is the sum of its looks
     */
    public static PeriodicReporter start(
            AttemptRecorder recorder, Duration interval, Reporter reporter, Duration look, Reporter watcher) {
        if (interval.compareTo(Duration.ZERO) <= 0) {
            throw new IllegalArgumentException("interval " + interval + ": expected more than zero");
        }
        if (look.compareTo(Duration.ZERO) <= 0 || interval.toNanos() % look.toNanos() != 0) {
            throw new IllegalArgumentException("look " + look + ": expected one that divides " + interval);
        }
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(new ThreadFactoryBuilder()
                .setNameFormat("snat-race-report")
                .setDaemon(true)
                .build());
        PeriodicReporter periodic = new PeriodicReporter(recorder, reporter, watcher, interval.dividedBy(look), thread);
        periodic.schedule(recorder.untilStart(), look);
        return periodic;
    }

    /** The looks are a grid on which the start lies. */
    private void schedule(Duration untilStart, Duration look) {
        long looksAhead = untilStart.dividedBy(look);
        looks = -looksAhead;
        var unused = thread.scheduleAtFixedRate(
                this::look,
                untilStart.minus(look.multipliedBy(looksAhead - 1)).toNanos(),
                look.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /**
     * Reports the last, partial interval, ends, and returns the sum of all intervals. Further calls only return it.
     *
     * @throws RuntimeException what the reporter threw first, if it ever threw; it was given the later intervals all
     *     the same
     */
    public synchronized Snapshot finish() {
        if (!finished) {
            thread.shutdown();
            take();
            report();
            finished = true;
            if (failure != null) {
                throw failure;
            }
        }
        return total;
    }

    @Override
    public void close() {
        var unused = finish();
    }

    private synchronized void look() {
        if (finished) {
            return;
        }
        looks++;
        if (looks <= 0) {
            orKeepFailure(() -> watcher.await(recorder.untilStart()));
            return;
        }
        take();
        if (looks % looksAnInterval == 0) {
            report();
        }
    }

    private void take() {
        Snapshot taken = recorder.nextInterval();
        total = total.plus(taken);
        interval = interval.plus(taken);
        orKeepFailure(() -> watcher.report(taken, total));
    }

    private void report() {
        Snapshot ended = interval;
        interval = Snapshot.empty(ended.endedAt());
        orKeepFailure(() -> reporter.report(ended, total));
    }

    /** An exception would end the schedule without a word. */
    private void orKeepFailure(Runnable report) {
        try {
            report.run();
        } catch (RuntimeException e) {
            if (failure == null) {
                failure = e;
            }
        }
    }
}
