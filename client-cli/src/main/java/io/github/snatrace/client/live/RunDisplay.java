package io.github.snatrace.client.live;

import io.github.snatrace.commandline.Signals;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.stats.AttemptRecorder;
import io.github.snatrace.stats.PeriodicReporter;
import io.github.snatrace.stats.Reporter;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a run is shown while it goes on: live where standard output is a terminal, and otherwise in the periodic blocks,
 * beside a bar where standard error is a terminal and the run has an end.
 */
public final class RunDisplay implements AutoCloseable {

    private static final Duration REFRESH = Duration.ofMillis(500);

    private final PrintStream out;
    private final PrintStream err;
    private final boolean live;
    private final @Nullable Shown shown;

    /** A view that takes the size of its window into account. */
    private record Shown(RunView view, Signals resizing) {

        static Shown start(RunView view) {
            return new Shown(view, Signals.open(List.of("WINCH"), name -> view.resized()));
        }

        void end() {
            view.close();
            resizing.close();
        }
    }

    private RunDisplay(PrintStream out, PrintStream err, boolean live, @Nullable Shown shown) {
        this.out = out;
        this.err = err;
        this.live = live;
        this.shown = shown;
    }

    /** What the streams of a command go to. */
    public record Screens(Supplier<Optional<Screen>> output, Supplier<Optional<Screen>> error) {
        /** No terminal anywhere. */
        public static final Screens NONE = new Screens(Optional::empty, Optional::empty);
    }

    /** Begins to show a run, in blocks only if that is asked for. */
    public static RunDisplay open(DialPlan plan, PrintStream out, PrintStream err, Screens screens, boolean plain) {
        if (plain) {
            return new RunDisplay(out, err, false, null);
        }
        Optional<Screen> output = screens.output().get();
        if (output.isPresent()) {
            RunView view = RunView.full(plan, out, output.get());
            boolean together = screens.error().get().isPresent();
            return new RunDisplay(view.above(), together ? view.above() : err, true, Shown.start(view));
        }
        boolean bounded = plan.duration().isPresent() || plan.attempts().isPresent();
        Optional<Screen> error = bounded ? screens.error().get() : Optional.empty();
        if (error.isPresent()) {
            RunView view = RunView.bar(plan, err, error.get());
            return new RunDisplay(out, view.above(), false, Shown.start(view));
        }
        return new RunDisplay(out, err, false, null);
    }

    /** Says whether the run is shown live, so that the periodic blocks are not wanted. */
    public boolean isLive() {
        return live;
    }

    /** Where results may be printed meanwhile; flush it. */
    public PrintStream out() {
        return out;
    }

    /** Says something on standard error meanwhile. */
    public void say(String message) {
        err.println(message);
        err.flush();
    }

    /** Starts to report a run, and to show it; {@code interval} is in whole seconds. */
    public PeriodicReporter report(AttemptRecorder recorder, Duration interval, Reporter reporter) {
        return shown == null
                ? PeriodicReporter.start(recorder, interval, reporter)
                : PeriodicReporter.start(recorder, interval, reporter, REFRESH, shown.view());
    }

    /** Takes everything off the screen that is not to stay. */
    @Override
    public void close() {
        if (shown != null) {
            shown.end();
        }
    }
}
