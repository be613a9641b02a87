package io.github.snatrace.client.cli;

import io.github.snatrace.client.result.Run;
import io.github.snatrace.client.result.RunMerge;
import io.github.snatrace.client.result.RunSummary;
import io.github.snatrace.client.result.SummaryFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The sum of runs as a command. */
@Command(
        name = "merge",
        mixinStandardHelpOptions = true,
        versionProvider = ManifestVersion.class,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Adds the results of several clients, by their histograms: exactly, and nothing is averaged.",
        footer = {
            "",
            "Runs under different conditions, runs without histograms and a run that is given twice are refused.",
            "",
            "Exit codes: 0 done, 1 the environment failed, 2 usage."
        })
final class MergeCommand implements Callable<Integer> {

    private final PrintStream out;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Result files.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write the sum. Printed by default.")
    private @Nullable Path output;

    MergeCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        RunSummary sum;
        try {
            sum = RunMerge.merge(Run.read(files));
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        if (output == null) {
            out.write(SummaryFile.format(sum));
            out.flush();
        } else {
            SummaryFile.write(output, sum);
        }
        return ClientCommand.DONE;
    }

    private ParameterException wrong(String message) {
        if (spec == null) {
            throw new IllegalStateException("used outside of a command line");
        }
        return new ParameterException(spec.commandLine(), message);
    }
}
