package io.github.snatrace.client.cli;

import io.github.snatrace.client.files.Targets;
import io.github.snatrace.client.text.ComparisonText;
import io.github.snatrace.commandline.DraftFile;
import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.commandline.Program;
import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The sum of runs as a command. */
@Command(
        name = "merge",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false,
        description = "Adds the results of several clients, by their histograms: exactly, and nothing is averaged.",
        footer = {
            "",
            "Runs under different conditions, runs without histograms and a run that is given twice are refused."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the environment failed", "2:usage"})
final class MergeCommand implements Callable<Integer> {

    private final Program program;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Result files.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write the sum. Printed by default.")
    private @Nullable Path output;

    MergeCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() throws IOException {
        Targets.check("--output", output);
        RunResult sum;
        try {
            sum = sum(ResultFile.readAll(files));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        if (output == null) {
            program.out().write(ResultFile.format(sum));
            program.out().flush();
        } else {
            DraftFile.write(output, ResultFile.format(sum));
        }
        return ExitCode.DONE;
    }

    private static RunResult sum(List<ResultFile> runs) {
        ResultFile first = runs.get(0);
        List<RunResult> parts = new ArrayList<>();
        for (ResultFile run : runs) {
            List<String> differences = first
                    .result()
                    .conditions()
                    .differences(run.result().conditions())
                    .stream()
                    .map(ComparisonText::difference)
                    .toList();
            if (!differences.isEmpty()) {
                throw new IllegalArgumentException("'" + run.path() + "' cannot be added to '" + first.path() + "': "
                        + String.join("; ", differences));
            }
            if (run.result().distributions() == null) {
                throw new IllegalArgumentException(
                        "'" + run.path() + "': no histograms: expected them, for percentiles cannot be added");
            }
            parts.add(run.result()
                    .withInvalidBecause(run.result().invalidBecause().stream()
                            .map(reason -> run.path().getFileName() + ": " + reason)
                            .toList()));
        }
        return parts.stream().reduce(RunResult::plus).orElseThrow();
    }
}
