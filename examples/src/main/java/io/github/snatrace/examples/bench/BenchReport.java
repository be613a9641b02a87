package io.github.snatrace.examples.bench;

import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.commandline.Program;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The last step of {@code examples/bench/run}: reads its samples and prints the table. */
@Command
public final class BenchReport implements Callable<Integer> {

    private final Program program;

    @Parameters(paramLabel = "FILE")
    private Path samples = Path.of("");

    BenchReport(PrintStream out, PrintStream err) {
        this.program = new Program("bench", out, err);
    }

    /** Prints the samples in the file that is named. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(new BenchReport(out, System.err).run(args));
    }

    int run(String... args) {
        return program.run(new CommandLine(this), args);
    }

    @Override
    public Integer call() throws IOException {
        try {
            BenchTable.print(Samples.parse(Files.readAllLines(samples)), program.out());
        } catch (IllegalArgumentException e) {
            throw new IOException("cannot read the samples: " + e.getMessage(), e);
        }
        return ExitCode.DONE;
    }
}
