package io.github.snatrace.client.text;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.github.snatrace.dial.Attempt;
import io.github.snatrace.dial.AttemptListener;
import io.github.snatrace.dial.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes a line for each failed attempt, up to a number of lines for each second of the run; the others are counted,
 * and their number is written. Attempts are queued without waiting, and written by a thread of its own. Thread-safe.
 */
public final class FailureLog implements AttemptListener, AutoCloseable {

    private static final int QUEUE_LIMIT = 10_000;
    private static final long FLUSH_MILLIS = 100;

    private final PrintStream out;
    private final ZoneId zone;
    private final InetSocketAddress target;
    private final int linesPerSecond;
    private final Queue<Attempt> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final LongAdder overflown = new LongAdder();
    private final ScheduledExecutorService thread;
    private long second = Long.MIN_VALUE;
    private int linesOfSecond;
    private long withheld;

    private FailureLog(
            PrintStream out,
            ZoneId zone,
            InetSocketAddress target,
            int linesPerSecond,
            ScheduledExecutorService thread) {
        this.out = out;
        this.zone = zone;
        this.target = target;
        this.linesPerSecond = linesPerSecond;
        this.thread = thread;
    }

    /** Starts to write, on a daemon thread, lines about attempts to a target, with times of a zone. */
    public static FailureLog start(PrintStream out, ZoneId zone, InetSocketAddress target, int linesPerSecond) {
        return start(
                out,
                zone,
                target,
                linesPerSecond,
                Executors.newSingleThreadScheduledExecutor(new ThreadFactoryBuilder()
                        .setNameFormat("snat-race-failures")
                        .setDaemon(true)
                        .build()));
    }

    /** Starts to write on a thread of the caller's, which is shut down with the log. */
    static FailureLog start(
            PrintStream out,
            ZoneId zone,
            InetSocketAddress target,
            int linesPerSecond,
            ScheduledExecutorService thread) {
        FailureLog log = new FailureLog(out, zone, target, linesPerSecond, thread);
        var unused = thread.scheduleWithFixedDelay(log::flush, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
        return log;
    }

    @Override
    public void onAttempt(Attempt attempt) {
        if (!attempt.outcome().isFailure()) {
            return;
        }
        if (queued.incrementAndGet() <= QUEUE_LIMIT) {
            queue.add(attempt);
        } else {
            queued.decrementAndGet();
            overflown.increment();
        }
    }

    /** Writes what is left, and ends. Further calls do nothing. */
    @Override
    public void close() {
        thread.shutdown();
        flush();
        writeWithheld();
    }

    /** Writes what has been queued, so that a report that follows comes after it. */
    public synchronized void flush() {
        for (Attempt attempt = queue.poll(); attempt != null; attempt = queue.poll()) {
            queued.decrementAndGet();
            write(attempt);
        }
        withheld += overflown.sumThenReset();
        out.flush();
    }

    private void write(Attempt attempt) {
        long itsSecond = Math.floorDiv(attempt.startedAtNanos() + attempt.elapsedNanos(), 1_000_000_000L);
        if (itsSecond > second) {
            writeWithheld();
            second = itsSecond;
            linesOfSecond = 0;
        }
        if (linesOfSecond == linesPerSecond) {
            withheld++;
            return;
        }
        linesOfSecond++;
        out.println(lineOf(attempt));
    }

    private synchronized void writeWithheld() {
        if (withheld > 0) {
            out.println(String.format(Locale.ROOT, "... and %,d failed attempts more, not shown", withheld));
            withheld = 0;
        }
        out.flush();
    }

    private String lineOf(Attempt attempt) {
        return String.format(
                Locale.ROOT,
                "%s error after %dms: :%d->%s: %s",
                Wording.time(attempt.startedAt().plus(attempt.elapsed()), zone),
                attempt.elapsed().toMillis(),
                attempt.sourcePort(),
                Wording.address(target),
                reason(attempt));
    }

    private static String reason(Attempt attempt) {
        IOException error = attempt.error();
        if (attempt.outcome() == Outcome.TIMED_OUT) {
            return "i/o timeout"; // what the Go tool printed, and what its users look for
        }
        return error == null || error.getMessage() == null
                ? Wording.outcome(attempt.outcome())
                : error.getMessage().toLowerCase(Locale.ROOT);
    }
}
