package io.github.snatrace.client.text;

import io.github.snatrace.dial.Outcome;
import io.github.snatrace.stats.Reporter;
import io.github.snatrace.stats.Snapshot;
import java.io.PrintStream;
import java.time.ZoneId;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * The periodic block for people, and for scripts that were written for the Go tool: the same lines in the same order
 * and units, and below them what that tool did not tell.
 *
 * <p>The response times of the block are elapsed times of <em>all</em> attempts of the interval, timeouts included, as
 * the Go tool had them. Lateness is told apart, below.
 */
public final class TextReporter implements Reporter {

    private final PrintStream out;
    private final ZoneId zone;

    /** Writes to a stream, with times of a zone. */
    public TextReporter(PrintStream out, ZoneId zone) {
        this.out = out;
        this.zone = zone;
    }

    @Override
    public void report(Snapshot interval, Snapshot total) {
        Histogram elapsed = interval.elapsed();
        StringBuilder block = new StringBuilder();
        line(
                block,
                "%s Summary of the last %s seconds:",
                Wording.timestamp(interval.endedAt(), zone),
                seconds(interval));
        responseTime(block, "Max response time", elapsed.getMaxValue());
        responseTime(block, "99 percentile", elapsed.getValueAtPercentile(99));
        responseTime(block, "95 percentile", elapsed.getValueAtPercentile(95));
        responseTime(block, "median", elapsed.getValueAtPercentile(50));
        line(block, "%30s: %5dreq/s", "Request Rate", Math.round(interval.perSecond()));
        line(block, "");
        line(block, "Requests since start (error/total): %5d/%d", total.failures(), total.attempts());
        for (Outcome outcome : total.outcomes().counts().keySet()) {
            if (outcome != Outcome.CONNECTED) {
                counts(block, Wording.outcome(outcome), interval.count(outcome), total.count(outcome));
            }
        }
        counts(block, "skipped", interval.skipped(), total.skipped());
        line(
                block,
                "%34s: %5.2f/%.2fms",
                "lateness p99 (last/total)",
                interval.lateness().getValueAtPercentile(99) / 1e6,
                total.lateness().getValueAtPercentile(99) / 1e6);
        line(block, "");
        out.print(block);
        out.flush();
    }

    private static void responseTime(StringBuilder block, String name, long nanos) {
        line(block, "%30s: %5.1fms", name, nanos / 1e6);
    }

    private static void counts(StringBuilder block, String name, long last, long total) {
        line(block, "%34s: %5d/%d", name + " (last/total)", last, total);
    }

    private static void line(StringBuilder block, String format, Object... values) {
        block.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }

    /** Returns whole seconds as the Go tool printed them, with a decimal only where the interval was cut short. */
    private static String seconds(Snapshot interval) {
        double seconds = interval.length().toNanos() / 1e9;
        boolean whole = Math.abs(seconds - Math.rint(seconds)) < 0.05 && seconds >= 0.5;
        return String.format(Locale.ROOT, whole ? "%.0f" : "%.1f", seconds);
    }
}
