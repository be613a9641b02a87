package io.github.snatrace.client.live;

import io.github.snatrace.client.text.Wording;
import io.github.snatrace.compare.Proportion;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Outcomes;
import io.github.snatrace.stats.Reporter;
import io.github.snatrace.stats.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * What a run comes to, at the bottom of a terminal and redrawn in place. Lines that are printed through {@link #above}
 * scroll away over it. Thread-safe.
 */
public final class RunView implements Reporter, AutoCloseable {

    private static final Snapshot NOTHING = Snapshot.empty(Instant.EPOCH);
    private static final int HISTORY = 60;
    private static final int NARROWEST_SPARKLINE = 8;
    private static final int SHORTEST_BAR = 5;
    private static final int LONGEST_BAR = 30;
    private static final int BESIDE_BAR = 50;
    private static final String TO_THE_END_OF_LINE = "\033[K";
    private static final String TO_THE_END_OF_SCREEN = "\033[J";

    private final DialPlan plan;
    private final PrintStream terminal;
    private final Screen screen;
    private final boolean brief;
    private final Deque<Moment> history = new ArrayDeque<>();
    private List<AttributedString> shown = List.of();
    private int columns;
    private boolean closed;

    private RunView(DialPlan plan, PrintStream terminal, Screen screen, boolean brief) {
        this.plan = plan;
        this.terminal = terminal;
        this.screen = screen;
        this.brief = brief;
        this.columns = screen.columns().getAsInt();
    }

    /** Shows everything that changes: rate, failures, latency, time left. */
    static RunView full(DialPlan plan, PrintStream terminal, Screen screen) {
        return new RunView(plan, terminal, screen, false);
    }

    /** Shows one line, how far the run is. */
    static RunView bar(DialPlan plan, PrintStream terminal, Screen screen) {
        return new RunView(plan, terminal, screen, true);
    }

    @Override
    public synchronized void report(Snapshot interval, Snapshot total) {
        history.addLast(Moment.of(interval));
        if (history.size() > HISTORY) {
            history.removeFirst();
        }
        draw(Progress.of(plan, total), total);
    }

    @Override
    public synchronized void await(Duration untilStart) {
        draw(Progress.ahead(plan, untilStart), NOTHING);
    }

    /** Takes the new size of the window into account. */
    void resized() {
        int width = screen.columns().getAsInt();
        synchronized (this) {
            columns = width;
        }
    }

    /** A stream for lines of text: whole ones appear over the view when it is flushed. */
    PrintStream above() {
        return new PrintStream(new Above(), false, StandardCharsets.UTF_8);
    }

    /** Takes the view off the screen. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            erase();
            terminal.flush();
        }
    }

    private synchronized void printAbove(String lines) {
        List<AttributedString> view = shown;
        erase();
        terminal.print(lines);
        terminal.flush();
        draw(view);
    }

    private void erase() {
        if (!shown.isEmpty()) {
            terminal.print(upBy(shown.size() - 1) + "\r" + TO_THE_END_OF_SCREEN);
        }
        shown = List.of();
    }

    private void draw(Progress progress, Snapshot total) {
        draw(brief ? List.of(line(progress, total)) : lines(progress, total));
    }

    private void draw(List<AttributedString> lines) {
        if (closed || lines.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder();
        if (!shown.isEmpty()) {
            text.append(upBy(shown.size() - 1)).append('\r');
        }
        for (int i = 0; i < lines.size(); i++) {
            // One column stays free: a full line would wrap, and be two.
            AttributedString line = lines.get(i).columnSubSequence(0, Math.max(1, columns - 1));
            text.append(i == 0 ? "" : "\n")
                    .append(screen.colours() ? line.toAnsi() : line.toString())
                    .append(TO_THE_END_OF_LINE);
        }
        text.append(TO_THE_END_OF_SCREEN);
        terminal.print(text);
        terminal.flush();
        shown = lines;
    }

    private static String upBy(int lines) {
        return lines == 0 ? "" : "\033[" + lines + "A";
    }

    private List<AttributedString> lines(Progress progress, Snapshot total) {
        List<AttributedString> lines = new ArrayList<>();
        lines.add(new AttributedStringBuilder()
                .append(Wording.address(plan.target()), AttributedStyle.BOLD)
                .append("  " + schedule() + "  " + elapsed(progress), AttributedStyle.DEFAULT.faint())
                .toAttributedString());
        progress.share().ifPresent(share -> lines.add(new AttributedString(bar(share) + left(progress))));
        lines.add(row("connects", Wording.count(total.attempts()), latestRate(), values(Moment::perSecond), 0));
        lines.add(row(
                "failures",
                Wording.count(total.failures()),
                Wording.percent(rate(total.outcomes())),
                values(Moment::failuresPerSecond),
                total.failures() > 0 ? AttributedStyle.RED : AttributedStyle.GREEN));
        Histogram connected = total.elapsed(Outcome.CONNECTED);
        lines.add(row(
                "latency",
                "p50 " + millis(connected, 50),
                "p99 " + millis(connected, 99),
                values(Moment::p99Millis),
                0));
        lines.add(new AttributedString(
                String.format(
                        Locale.ROOT,
                        "%-10s%14s%16s",
                        "lateness",
                        "p99 " + millis(total.lateness(), 99),
                        Wording.count(total.skipped()) + " skipped"),
                AttributedStyle.DEFAULT.faint()));
        return lines;
    }

    private AttributedString row(String name, String first, String second, double[] course, int colour) {
        AttributedStyle style = colour == 0 ? AttributedStyle.DEFAULT : AttributedStyle.DEFAULT.foreground(colour);
        AttributedStringBuilder row = new AttributedStringBuilder()
                .append(String.format(Locale.ROOT, "%-10s", name))
                .append(String.format(Locale.ROOT, "%14s%16s", first, second), style);
        int room = columns - 1 - row.length() - 3;
        if (room >= NARROWEST_SPARKLINE) {
            int count = Math.min(room, course.length);
            double[] latest = Arrays.copyOfRange(course, course.length - count, course.length);
            row.append("   ").append(Sparkline.of(latest, screen.blocks()), style);
        }
        return row.toAttributedString();
    }

    private AttributedString line(Progress progress, Snapshot total) {
        AttributedStringBuilder line = new AttributedStringBuilder()
                .append(progress.share().map(this::bar).orElse(elapsed(progress)))
                .append(left(progress))
                .append("  " + Wording.count(total.attempts()) + " connects  ");
        String failed = Wording.count(total.failures()) + " failed";
        return (total.failures() == 0
                        ? line.append(failed)
                        : line.append(failed, AttributedStyle.DEFAULT.foreground(AttributedStyle.RED)))
                .toAttributedString();
    }

    private String bar(double share) {
        int length = Math.max(SHORTEST_BAR, Math.min(LONGEST_BAR, columns - BESIDE_BAR));
        int done = (int) Math.floor(share * length);
        String full = screen.blocks() ? "\u2588" : "#";
        String empty = screen.blocks() ? "\u2591" : "-";
        return String.format(
                Locale.ROOT, "%s%s %3d %%", full.repeat(done), empty.repeat(length - done), (int) (100 * share));
    }

    private static String left(Progress progress) {
        return progress.left().map(left -> "  " + clock(left) + " left").orElse("");
    }

    private String elapsed(Progress progress) {
        if (progress.elapsed().isNegative()) {
            return "begins in " + clock(progress.elapsed().negated());
        }
        return clock(progress.elapsed())
                + plan.duration().map(length -> " of " + clock(length)).orElse("");
    }

    private String schedule() {
        return plan.schedule()
                .match(
                        loop -> loop.workers() + " workers",
                        loop -> "open loop, " + Wording.plain(loop.perSecond()) + "/s",
                        grid -> "lockstep every " + Wording.micros(grid.step()));
    }

    private static String clock(Duration duration) {
        long seconds = duration.plusMillis(500).toSeconds();
        return seconds >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }

    private static double rate(Outcomes outcomes) {
        return outcomes.decided() == 0 ? 0 : Proportion.of(outcomes).rate();
    }

    private String latestRate() {
        return Wording.count(
                        history.isEmpty() ? 0 : Math.round(history.getLast().perSecond())) + "/s";
    }

    private static String millis(Histogram nanos, double percentile) {
        return nanos.getTotalCount() == 0
                ? "-"
                : String.format(Locale.ROOT, "%.2f ms", nanos.getValueAtPercentile(percentile) / 1e6);
    }

    private double[] values(ToDoubleFunction<Moment> value) {
        return history.stream().mapToDouble(value).toArray();
    }

    /** What one refresh has seen. */
    private record Moment(double perSecond, double failuresPerSecond, double p99Millis) {

        static Moment of(Snapshot interval) {
            double seconds = Math.max(1e-9, interval.length().toNanos() / 1e9);
            Histogram connected = interval.elapsed(Outcome.CONNECTED);
            return new Moment(
                    interval.perSecond(),
                    interval.failures() / seconds,
                    connected.getTotalCount() == 0 ? Double.NaN : connected.getValueAtPercentile(99) / 1e6);
        }
    }

    /** Collects text until it is flushed, and keeps an unfinished line until it is finished. */
    private final class Above extends ByteArrayOutputStream {
        @Override
        public synchronized void flush() {
            String text = toString(StandardCharsets.UTF_8);
            int end = text.lastIndexOf('\n') + 1;
            if (end > 0) {
                reset();
                writeBytes(text.substring(end).getBytes(StandardCharsets.UTF_8));
                printAbove(text.substring(0, end));
            }
        }
    }
}
