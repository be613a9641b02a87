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

    private final AttemptRecorder recorder;
    private final Reporter reporter;
    private final ScheduledExecutorService thread;
    private Snapshot total;
    private boolean finished;
    private @Nullable RuntimeException failure;

    private PeriodicReporter(
            AttemptRecorder recorder, Snapshot nothing, Reporter reporter, ScheduledExecutorService thread) {
        this.recorder = recorder;
        this.reporter = reporter;
        this.total = nothing;
        this.thread = thread;
    }

    /**
     * Starts to report, on a daemon thread, every {@code interval}, which is more than zero, from the start of the
     * recorder on.
     */
    public static PeriodicReporter start(AttemptRecorder recorder, Duration interval, Reporter reporter) {
        return start(
                recorder,
                interval,
                reporter,
                Executors.newSingleThreadScheduledExecutor(new ThreadFactoryBuilder()
                        .setNameFormat("snat-race-report")
                        .setDaemon(true)
                        .build()));
    }

    /** Starts to report on a thread of the caller's, which is shut down with the reporter. */
    static PeriodicReporter start(
            AttemptRecorder recorder, Duration interval, Reporter reporter, ScheduledExecutorService thread) {
        PeriodicReporter periodic =
                new PeriodicReporter(recorder, Snapshot.empty(recorder.startedAt()), reporter, thread);
        var unused = thread.scheduleAtFixedRate(
                periodic::reportOrKeepFailure,
                recorder.untilStart().plus(interval).toNanos(),
                interval.toNanos(),
                TimeUnit.NANOSECONDS);
        return periodic;
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
            reportOrKeepFailure();
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

    /** An exception would end the schedule without a word. */
    private synchronized void reportOrKeepFailure() {
        if (finished) {
            return;
        }
        Snapshot interval = recorder.nextInterval();
        total = total.plus(interval);
        try {
            reporter.report(interval, total);
        } catch (RuntimeException e) {
            if (failure == null) {
                failure = e;
            }
        }
    }
}
