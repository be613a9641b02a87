package io.github.snatrace.client.cli;

import com.google.common.base.Splitter;
import io.github.snatrace.client.text.ComparisonJson;
import io.github.snatrace.client.text.ComparisonText;
import io.github.snatrace.client.text.Wording;
import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.commandline.Program;
import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.compare.Change;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunComparison;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The statistics of two sides of runs as a command. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false,
        description = "Compares the failures of two runs, or of several runs a side, and says what they prove.",
        footer = {
            "",
            "A result file needs no more than 'attempts' and 'outcomes'. One of the client has intervals and"
                    + " histograms as well, so that bursts and percentiles are taken into account."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the environment failed",
            "2:usage",
            "3:a condition (--fail-if, --max-ratio) was not met",
            "4:a run is INVALID, so that no condition can be judged"
        })
final class CompareCommand implements Callable<Integer> {

    private final Program program;

    @Parameters(
            arity = "0..2",
            paramLabel = "[BASE CANDIDATE]",
            hideParamSyntax = true,
            description = "The result file of the base, and that of the candidate.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--base", paramLabel = "FILE", description = "A run of the base, as often as there are some.")
    private List<Path> base = new ArrayList<>();

    @Option(
            names = "--candidate",
            paramLabel = "FILE",
            description = "A run of the candidate, as often as there are some.")
    private List<Path> candidate = new ArrayList<>();

    @Option(
            names = "--confidence",
            paramLabel = "PERCENT",
            defaultValue = "95",
            description = "The confidence of the intervals. Default: 95.")
    private double confidencePercent;

    @Option(
            names = {"--fail-if", "--fail-on"},
            paramLabel = "VERDICT[,VERDICT...]",
            hideParamSyntax = true,
            description =
                    "Exit with 3 on this verdict: better, worse, no-change or not-comparable. Several with commas "
                            + "between"
                            + " them. Runs that are not comparable fail every condition.")
    private List<String> failIf = new ArrayList<>();

    @Option(
            names = "--max-ratio",
            paramLabel = "RATIO",
            description =
                    "Exit with 3 if the candidate failed more than this many times as often as the base, as measured.")
    private @Nullable Double maxRatio;

    @Option(names = "--json", description = "Print the comparison as JSON.")
    private boolean json;

    CompareCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() throws IOException {
        checkOptions();
        boolean inPlace = files.size() == 2;
        RunComparison comparison;
        List<Path> bases = inPlace ? files.subList(0, 1) : base;
        List<Path> candidates = inPlace ? files.subList(1, 2) : candidate;
        try {
            List<ResultFile> runs = ResultFile.readAll(
                    Stream.concat(bases.stream(), candidates.stream()).toList());
            comparison = RunComparison.of(
                    runs.subList(0, bases.size()), runs.subList(bases.size(), runs.size()), confidencePercent / 100);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        if (json) {
            program.out().println(ComparisonJson.of(comparison).format());
        } else {
            program.out().print(ComparisonText.of(comparison));
        }
        program.out().flush();
        if (!comparison.invalid().isEmpty()) {
            program.say("INVALID: " + ComparisonText.explanation(comparison));
            return ExitCode.INVALID;
        }
        return exitCode(comparison);
    }

    private int exitCode(RunComparison comparison) {
        Change verdict = comparison.verdict();
        boolean conditions = !failIf.isEmpty() || maxRatio != null;
        if (verdict == Change.NOT_COMPARABLE && conditions) {
            program.say("the runs are not comparable: no condition can be met");
            return ExitCode.CONDITION;
        }
        if (failing().contains(verdict)) {
            program.say("the verdict is " + verdict.jsonName() + ": expected another (--fail-if)");
            return ExitCode.CONDITION;
        }
        double ratio = comparison.failures().riskRatio().value();
        if (maxRatio != null && ratio > maxRatio) {
            program.say(
                    String.format(Locale.ROOT, "risk ratio %s: expected at most %s", Wording.ratio(ratio), maxRatio));
            return ExitCode.CONDITION;
        }
        return ExitCode.DONE;
    }

    private void checkOptions() {
        var unused = failing();
        boolean options = !base.isEmpty() || !candidate.isEmpty();
        if (files.isEmpty() ? base.isEmpty() || candidate.isEmpty() : options || files.size() != 2) {
            throw new UsageException("expected BASE and CANDIDATE, or --base and --candidate at least once each");
        }
        if (!(confidencePercent >= 50 && confidencePercent < 100)) {
            throw new UsageException("--confidence " + confidencePercent + ": expected 50 to less than 100");
        }
        if (maxRatio != null && !(maxRatio >= 0)) {
            throw new UsageException("--max-ratio " + maxRatio + ": expected 0 or more");
        }
    }

    /** The verdicts of {@code --fail-if}, by the names that results have for them. */
    private Set<Change> failing() {
        Set<Change> verdicts = EnumSet.noneOf(Change.class);
        for (String text : failIf) {
            for (String name : Splitter.on(',').trimResults().split(text)) {
                verdicts.add(verdict(text, name.toLowerCase(Locale.ROOT)));
            }
        }
        return verdicts;
    }

    private static Change verdict(String text, String name) {
        for (Change verdict : Change.values()) {
            if (verdict.jsonName().equals(name)) {
                return verdict;
            }
        }
        throw new UsageException("--fail-if '" + text + "': expected better, worse, no-change or not-comparable");
    }
}
