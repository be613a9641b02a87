package io.github.snatrace.examples.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last step of {@code examples/bench/run}: reads its samples and prints the table. */
public final class BenchReport {

    static final int DONE = 0;
    static final int ENVIRONMENT_FAILED = 1;
    static final int USAGE = 2;

    private final PrintStream out;
    private final PrintStream err;

    BenchReport(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Prints the samples in the file that is named. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(new BenchReport(out, System.err).run(args));
    }

    int run(String... args) {
        if (args.length != 1) {
            err.println("expected FILE, got " + List.of(args));
            return USAGE;
        }
        try {
            BenchTable.print(Samples.parse(Files.readAllLines(Path.of(args[0]))), out);
            return DONE;
        } catch (IOException | IllegalArgumentException e) {
            err.println("cannot read the samples: " + e.getMessage());
            return ENVIRONMENT_FAILED;
        }
    }
}
