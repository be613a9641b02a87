package io.github.snatrace.client.cli;

import io.github.snatrace.client.files.IntervalFiles;
import io.github.snatrace.client.live.DialMetrics;
import io.github.snatrace.client.live.RunDisplay;
import io.github.snatrace.client.live.Screen;
import io.github.snatrace.client.text.FailureLog;
import io.github.snatrace.client.text.TextReporter;
import io.github.snatrace.client.text.Wording;
import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.commandline.Program;
import io.github.snatrace.commandline.Signals;
import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.compare.Proportion;
import io.github.snatrace.diagnosis.Verdict;
import io.github.snatrace.diagnosis.VerdictText;
import io.github.snatrace.dial.AttemptListener;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.DialRun;
import io.github.snatrace.dial.Dialer;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Outcomes;
import io.github.snatrace.dial.Validity;
import io.github.snatrace.metrics.MetricsOptions;
import io.github.snatrace.result.RunResult;
import io.github.snatrace.stats.AttemptRecorder;
import io.github.snatrace.stats.PeriodicReporter;
import io.github.snatrace.stats.Series;
import io.github.snatrace.stats.SeriesRecorder;
import io.github.snatrace.stats.Snapshot;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The dialer as a command. */
@Command(
        name = "client",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false,
        description = "Opens TCP connections to a server and tells how each one went.",
        footer = {
            "",
            "Without --rate or --lockstep, each worker connects once an interval. Names in brackets are environment"
                    + " variables."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the environment failed",
            "2:usage",
            "3:too many errors (--max-error-rate), or no connect succeeded",
            "4:INVALID: the client could not keep to its plan, so the numbers say nothing about the network"
        })
public final class ClientCommand implements Callable<Integer> {

    private static final int FAILURE_LINES_PER_SECOND = 10;
    private static final Duration OPEN_ENDED_STEP = Duration.ofSeconds(1);
    private static final long MOST_INTERVALS = 6_000;

    /** Enough to take the mean interval of any schedule from. */
    private static final long MANY_TICKS = 100_000;

    /** The exit codes that a shell reports for a command that a signal has ended. */
    private static final Map<String, Integer> ENDED_BY = Map.of("INT", 130, "TERM", 143, "HUP", 129);

    private final Program program;
    private final RunDisplay.Screens screens;

    @Mixin
    private final PlanOptions planOptions = new PlanOptions();

    @Option(
            names = {"-s", "--summary-interval-sec"},
            paramLabel = "SECONDS",
            defaultValue = "${env:SUMMARY_INTERVAL_S:-5}",
            description = "How often to print a summary. Default: 5. [SUMMARY_INTERVAL_S]")
    private int summaryIntervalSeconds;

    @Option(
            names = "--max-error-rate",
            paramLabel = "PERCENT",
            description = "Exit with 3 if more than this share of the connects failed, such as 0.1.")
    private @Nullable Double maxErrorPercent;

    @Mixin
    private final ResultOptions resultOptions = new ResultOptions();

    @Option(
            names = "--topology",
            paramLabel = "TEXT",
            description =
                    "What the run goes through, in your words: compare and merge keep runs of different ones apart.")
    private @Nullable String topology;

    @Option(
            names = "--plain",
            description = "Print a summary an interval on a terminal as well, in place of the live view.")
    private boolean plain;

    @Mixin
    private final DiagnosisOptions diagnosisOptions = new DiagnosisOptions();

    @Mixin
    private final MetricsOptions metricsOptions = new MetricsOptions();

    ClientCommand(PrintStream out, PrintStream err) {
        this(out, err, RunDisplay.Screens.NONE);
    }

    ClientCommand(PrintStream out, PrintStream err, RunDisplay.Screens screens) {
        this.program = new Program("client", out, err);
        this.screens = screens;
    }

    /** Runs the command and exits with its code. */
    public static void main(String[] args) {
        RunDisplay.Screens screens = new RunDisplay.Screens(Screen::ofOutput, Screen::ofError);
        System.exit(new ClientCommand(System.out, System.err, screens).run(args));
    }

    /** Runs the command and returns its exit code. */
    int run(String... args) {
        return program.run(line(), args);
    }

    /** The command with its subcommands, for those who describe it. */
    public static CommandLine commandLine() {
        return new ClientCommand(System.out, System.err).line();
    }

    private CommandLine line() {
        return new CommandLine(this)
                .addSubcommand(new CompareCommand(program))
                .addSubcommand(new MergeCommand(program))
                .addSubcommand(new PlanCommand(program))
                .addSubcommand(new ReportCommand(program, InstantSource.system()))
                .addSubcommand(new HelpCommand())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkOptions();
        DialPlan plan = planOptions.plan();
        warmUp(plan);
        AttemptRecorder recorder =
                new AttemptRecorder(InstantSource.system(), plan.startAt().orElse(Instant.MIN));
        SeriesRecorder series = new SeriesRecorder(recorder.startedAt(), seriesStep(plan));
        try (IntervalFiles files = resultOptions.open(program.err())) {
            Optional<RunDiagnosis> diagnosis = diagnosisOptions.begin(program.err());
            Snapshot total = dial(plan, recorder, series, files);
            Validity validity = total.validity(plan);
            RunResult measured = RunResult.of(plan, total, validity, series.counted(), topology);
            Optional<Verdict> verdict = diagnosis.flatMap(begun -> end(begun, measured));
            RunResult result = verdict.map(RunDiagnosis::explanation)
                    .map(measured::withExplanation)
                    .orElse(measured);
            boolean saved = saved(() -> resultOptions.write(result, program.out()));
            saved &= saved(files::finish);
            verdict.ifPresent(found -> text().print(VerdictText.of(found)));
            int exitCode = exitCode(total.outcomes(), validity);
            return saved && diagnosis.isPresent() == verdict.isPresent() ? exitCode : ExitCode.ENVIRONMENT;
        }
    }

    /** Tells what went wrong, for counters that cannot be read any more are no reason to lose the result. */
    private Optional<Verdict> end(RunDiagnosis diagnosis, RunResult measured) {
        try {
            return Optional.of(diagnosis.end(measured));
        } catch (IOException e) {
            program.say(Program.reason(e));
            return Optional.empty();
        }
    }

    /** Where what is for people goes. */
    private PrintStream text() {
        return resultOptions.takesStandardOutput()
                ? program.terminal().err()
                : program.terminal().out();
    }

    /** Tells what went wrong, for one file that cannot be written is no reason to lose the others. */
    private boolean saved(Saving saving) {
        try {
            saving.save();
            return true;
        } catch (IOException e) {
            program.say(Program.reason(e));
            for (Throwable further : e.getSuppressed()) {
                program.say(String.valueOf(further.getMessage()));
            }
            return false;
        }
    }

    private void warmUp(DialPlan plan) throws InterruptedException {
        AttemptRecorder recorder = new AttemptRecorder();
        try {
            Dialer.warmUp(plan, recorder.andThen(new SeriesRecorder(recorder.startedAt(), seriesStep(plan))));
        } catch (IOException e) {
            program.say("not warmed up, the first connects will be late: " + e.getMessage());
        }
    }

    private Snapshot dial(DialPlan plan, AttemptRecorder recorder, SeriesRecorder series, IntervalFiles files)
            throws IOException, InterruptedException {
        TextReporter text = new TextReporter(text(), ZoneId.systemDefault());
        PrometheusRegistry registry = new PrometheusRegistry();
        AttemptListener listener = recorder.andThen(series);
        if (metricsOptions.isGiven()) {
            listener = listener.andThen(new DialMetrics(registry));
        }
        Snapshot whole;
        boolean live;
        try (MetricsOptions.Publication metrics = metricsOptions.publish(registry, program);
                RunDisplay display = RunDisplay.open(
                        plan, text(), program.terminal().err(), screens, plain || resultOptions.takesStandardOutput());
                FailureLog failures = FailureLog.start(
                        display.out(), ZoneId.systemDefault(), plan.target(), FAILURE_LINES_PER_SECOND);
                DialRun run = Dialer.start(plan, listener.andThen(failures));
                PeriodicReporter reporter =
                        display.report(recorder, Duration.ofSeconds(summaryIntervalSeconds), (interval, total) -> {
                            failures.flush();
                            if (!display.isLive()) {
                                text.report(interval, total);
                            }
                            files.report(interval, total);
                            metrics.refresh();
                        })) {
            Signals signals = stopOnSignal(run, display);
            try {
                run.await();
            } finally {
                signals.close();
            }
            whole = reporter.finish();
            live = display.isLive();
        }
        if (live) {
            text.report(whole, whole);
        }
        return whole;
    }

    /** The first signal stops in good order, the second at once. */
    private static Signals stopOnSignal(DialRun run, RunDisplay display) {
        AtomicBoolean stopping = new AtomicBoolean();
        return Signals.open(List.copyOf(ENDED_BY.keySet()), name -> {
            if (stopping.getAndSet(true)) {
                Runtime.getRuntime().halt(ENDED_BY.getOrDefault(name, ExitCode.ENVIRONMENT));
            }
            display.say("stopping: waiting for the connects under way; once more to exit at once");
            run.stop();
        });
    }

    /** Fine where the run is short, so that a comparison has enough intervals of it; a second where its end is open. */
    private static Duration seriesStep(DialPlan plan) {
        Optional<Duration> length = plan.duration();
        if (length.isEmpty() && plan.attempts().isPresent()) {
            double nanosBetween = (double) plan.schedule().dueNanos(MANY_TICKS) / MANY_TICKS;
            length = Optional.of(Duration.ofNanos((long) (plan.attempts().getAsLong() * nanosBetween)));
        }
        Duration longest = length.orElse(Duration.ofNanos(Long.MAX_VALUE));
        return Series.STEPS.stream()
                .takeWhile(step -> step.compareTo(OPEN_ENDED_STEP) < 0)
                .filter(step -> longest.dividedBy(step) <= MOST_INTERVALS)
                .findFirst()
                .orElse(OPEN_ENDED_STEP);
    }

    private int exitCode(Outcomes outcomes, Validity validity) {
        if (!validity.isValid()) {
            program.say("INVALID: " + String.join("; ", validity.reasons()));
            return ExitCode.INVALID;
        }
        Double limit = maxErrorPercent;
        double percent = 100 * Proportion.of(outcomes).rate();
        if (limit != null && percent > limit) {
            program.say(String.format(Locale.ROOT, "error rate %.3f %%: expected at most %s %%", percent, limit));
            return ExitCode.CONDITION;
        }
        if (outcomes.failures() == outcomes.decided()) {
            program.say("no connect succeeded: "
                    + outcomes.counts().entrySet().stream()
                            .filter(outcome -> outcome.getKey() != Outcome.CANCELLED)
                            .map(outcome -> Wording.count(outcome.getValue()) + " " + Wording.outcome(outcome.getKey()))
                            .collect(Collectors.joining(", ")));
            return ExitCode.CONDITION;
        }
        return ExitCode.DONE;
    }

    private void checkOptions() {
        if (summaryIntervalSeconds < 1) {
            throw new UsageException("--summary-interval-sec " + summaryIntervalSeconds + ": expected at least 1");
        }
        if (maxErrorPercent != null && !(maxErrorPercent >= 0 && maxErrorPercent <= 100)) {
            throw new UsageException("--max-error-rate " + maxErrorPercent + ": expected 0 to 100");
        }
        diagnosisOptions.check();
        resultOptions.check();
    }

    @FunctionalInterface
    private interface Saving {
        void save() throws IOException;
    }
}
