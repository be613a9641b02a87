package io.github.snatrace.client.cli;

import io.github.snatrace.client.files.DraftFile;
import io.github.snatrace.client.files.IntervalFiles;
import io.github.snatrace.client.live.RunDisplay;
import io.github.snatrace.client.live.Screen;
import io.github.snatrace.client.text.FailureLog;
import io.github.snatrace.client.text.TextReporter;
import io.github.snatrace.compare.Proportion;
import io.github.snatrace.diagnosis.VerdictText;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.DialRun;
import io.github.snatrace.dial.Dialer;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunResult;
import io.github.snatrace.stats.AttemptRecorder;
import io.github.snatrace.stats.PeriodicReporter;
import io.github.snatrace.stats.SeriesRecorder;
import io.github.snatrace.stats.Snapshot;
import io.github.snatrace.stats.Validity;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The dialer as a command. */
@Command(
        name = "client",
        mixinStandardHelpOptions = true,
        versionProvider = ManifestVersion.class,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Opens TCP connections to a server and tells how each one went.",
        footer = {
            "",
            "Without --rate or --lockstep, each worker connects once an interval. Names in brackets are environment variables.",
            "",
            "Exit codes: 0 done, 1 the environment failed, 2 usage, 3 too many errors (--max-error-rate),",
            "4 INVALID: the client could not keep to its plan, so the numbers say nothing about the network."
        })
public final class ClientCommand implements Callable<Integer> {

    static final int DONE = 0;
    static final int ENVIRONMENT_FAILED = 1;
    static final int USAGE = 2;
    static final int CONDITION_NOT_MET = 3;
    static final int INVALID = 4;

    private static final int FAILURE_LINES_PER_SECOND = 10;
    private static final Duration BRIEF = Duration.ofMinutes(10);

    /** Enough to take the mean interval of any schedule from. */
    private static final long MANY_TICKS = 100_000;

    private final PrintStream out;
    private final PrintStream err;
    private final RunDisplay.Screens screens;

    @Spec
    private @Nullable CommandSpec spec;

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

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the result of the whole run to FILE, for compare, merge and other programs.")
    private @Nullable Path json;

    @Option(
            names = "--hlog",
            paramLabel = "FILE",
            description =
                    "Write the elapsed times of each summary interval to FILE, as an interval log of HdrHistogram with a tag"
                            + " for each outcome.")
    private @Nullable Path hlog;

    @Option(
            names = "--intervals",
            paramLabel = "FILE",
            description = "Write each summary interval to FILE, as a line of JSON.")
    private @Nullable Path intervals;

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

    @Option(
            names = "--diagnose",
            description =
                    "End with the cause of each failure, from the kernel's counters before and after the run: those of this network"
                            + " namespace, and of the two below.")
    private boolean diagnose;

    @Option(
            names = "--nat-pid",
            paramLabel = "PID",
            description =
                    "With --diagnose: a process in the namespace that translates addresses, such as 1 for the host's.")
    private @Nullable Long natPid;

    @Option(
            names = "--server-pid",
            paramLabel = "PID",
            description = "With --diagnose: a process in the server's namespace, such as the server.")
    private @Nullable Long serverPid;

    ClientCommand(PrintStream out, PrintStream err) {
        this(out, err, RunDisplay.Screens.NONE);
    }

    ClientCommand(PrintStream out, PrintStream err, RunDisplay.Screens screens) {
        this.out = out;
        this.err = err;
        this.screens = screens;
    }

    /** Runs the command and exits with its code. */
    public static void main(String[] args) {
        RunDisplay.Screens screens = new RunDisplay.Screens(Screen::ofOutput, Screen::ofError);
        System.exit(new ClientCommand(System.out, System.err, screens).run(args));
    }

    /** Runs the command and returns its exit code. */
    int run(String... args) {
        int code = new CommandLine(this)
                .addSubcommand(new CompareCommand(out, err))
                .addSubcommand(new MergeCommand(out))
                .addSubcommand(new PlanCommand(out))
                .addSubcommand(new ReportCommand(out, InstantSource.system()))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(this::usage)
                .setExecutionExceptionHandler(this::failed)
                .execute(args);
        if (code == DONE && out.checkError()) {
            err.println("cannot write the results");
            return ENVIRONMENT_FAILED;
        }
        return code;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkOptions();
        DialPlan plan = planOptions.plan();
        warmUp(plan);
        AttemptRecorder recorder =
                new AttemptRecorder(InstantSource.system(), plan.startAt().orElse(Instant.MIN));
        SeriesRecorder series = new SeriesRecorder(recorder.startedAt(), seriesStep(plan));
        try (IntervalFiles files = IntervalFiles.open(hlog, intervals, err)) {
            RunDiagnosis diagnosis = diagnose ? RunDiagnosis.begin(natPid, serverPid, err) : null;
            Snapshot total = dial(plan, recorder, series, files);
            Validity validity = Validity.of(plan, total);
            RunResult result = RunResult.of(plan, total, validity, series.counted(), topology);
            boolean saved = saved(() -> {
                if (json != null) {
                    DraftFile.write(json, ResultFile.format(result));
                }
            });
            saved &= saved(files::finish);
            if (diagnosis != null) {
                out.print(VerdictText.of(diagnosis.end(result)));
            }
            int exitCode = exitCode(total, validity);
            return saved ? exitCode : ENVIRONMENT_FAILED;
        }
    }

    /** Tells what went wrong, for one file that cannot be written is no reason to lose the others. */
    private boolean saved(Saving saving) {
        try {
            saving.save();
            return true;
        } catch (IOException e) {
            err.println(e.getMessage());
            for (Throwable further : e.getSuppressed()) {
                err.println(further.getMessage());
            }
            return false;
        }
    }

    private void warmUp(DialPlan plan) throws InterruptedException {
        try {
            Dialer.warmUp(plan, new AttemptRecorder().andThen(new SeriesRecorder(Instant.now(), seriesStep(plan))));
        } catch (IOException e) {
            err.println("not warmed up, the first connects will be late: " + e.getMessage());
        }
    }

    private Snapshot dial(DialPlan plan, AttemptRecorder recorder, SeriesRecorder series, IntervalFiles files)
            throws IOException, InterruptedException {
        TextReporter text = new TextReporter(out, ZoneId.systemDefault());
        Snapshot whole;
        boolean live;
        try (RunDisplay display = RunDisplay.open(plan, out, err, screens, plain);
                FailureLog failures = FailureLog.start(
                        display.out(), ZoneId.systemDefault(), plan.target(), FAILURE_LINES_PER_SECOND);
                DialRun run = Dialer.start(
                        plan, display.watch(recorder.andThen(series).andThen(failures)));
                PeriodicReporter reporter = PeriodicReporter.start(
                        recorder, Duration.ofSeconds(summaryIntervalSeconds), (interval, total) -> {
                            failures.flush();
                            if (!display.isLive()) {
                                text.report(interval, total);
                            }
                            files.report(interval, total);
                        })) {
            StopSignals.onFirst(() -> {
                display.say("stopping: waiting for the connects under way; once more to exit at once");
                run.stop();
            });
            run.await();
            whole = reporter.finish();
            live = display.isLive();
        }
        if (live) {
            text.report(whole, whole);
        }
        return whole;
    }

    /** Fine where the run is short, so that a comparison has enough intervals of it. */
    private static Duration seriesStep(DialPlan plan) {
        boolean brief =
                plan.duration().filter(length -> length.compareTo(BRIEF) <= 0).isPresent();
        if (plan.attempts().isPresent()) {
            double nanosBetween = (double) plan.schedule().dueNanos(MANY_TICKS) / MANY_TICKS;
            brief |= plan.attempts().getAsLong() * nanosBetween <= BRIEF.toNanos();
        }
        return brief ? Duration.ofMillis(100) : Duration.ofSeconds(1);
    }

    private int exitCode(Snapshot total, Validity validity) {
        if (!validity.isValid()) {
            err.println("INVALID: " + String.join("; ", validity.reasons()));
            return INVALID;
        }
        Double limit = maxErrorPercent;
        double percent = 100 * Proportion.of(total.outcomes()).rate();
        if (limit != null && percent > limit) {
            err.println(String.format(Locale.ROOT, "error rate %.3f %%: expected at most %s %%", percent, limit));
            return CONDITION_NOT_MET;
        }
        return DONE;
    }

    private void checkOptions() {
        if (summaryIntervalSeconds < 1) {
            throw wrong("--summary-interval-sec " + summaryIntervalSeconds + ": expected at least 1");
        }
        if (maxErrorPercent != null && !(maxErrorPercent >= 0 && maxErrorPercent <= 100)) {
            throw wrong("--max-error-rate " + maxErrorPercent + ": expected 0 to 100");
        }
        checkPid("--nat-pid", natPid);
        checkPid("--server-pid", serverPid);
        checkFile("--json", json);
        checkFile("--hlog", hlog);
        checkFile("--intervals", intervals);
        List<Path> files = Stream.of(json, hlog, intervals)
                .filter(Objects::nonNull)
                .map(file -> file.toAbsolutePath().normalize())
                .toList();
        if (new HashSet<>(files).size() < files.size()) {
            throw wrong("--json, --hlog and --intervals: expected different files, got " + files);
        }
    }

    private void checkPid(String option, @Nullable Long pid) {
        if (pid == null) {
            return;
        }
        if (pid < 1) {
            throw wrong(option + " " + pid + ": expected the number of a process");
        }
        if (!diagnose) {
            throw wrong(option + " " + pid + ": expected --diagnose with it");
        }
    }

    private void checkFile(String option, @Nullable Path file) {
        if (file != null) {
            Path directory = file.toAbsolutePath().getParent();
            if (directory == null || !Files.isDirectory(directory) || Files.isDirectory(file)) {
                throw wrong(option + " '" + file + "': expected a file in a directory that exists");
            }
        }
    }

    private ParameterException wrong(String message) {
        if (spec == null) {
            throw new IllegalStateException("used outside of a command line");
        }
        return new ParameterException(spec.commandLine(), message);
    }

    private int usage(ParameterException e, String[] args) {
        err.println(String.valueOf(e.getMessage()).replace(System.lineSeparator(), " "));
        return USAGE;
    }

    private int failed(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed) {
        err.println(e.getMessage() == null ? e.toString() : e.getMessage());
        return ENVIRONMENT_FAILED;
    }

    @FunctionalInterface
    private interface Saving {
        void save() throws IOException;
    }
}
