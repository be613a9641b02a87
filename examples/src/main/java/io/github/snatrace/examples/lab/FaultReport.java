package io.github.snatrace.examples.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The last step of {@code examples/lab/fault}: reads the files of its runs, has each explained, and says whether that
 * is right.
 */
public final class FaultReport {

    static final int DONE = 0;
    static final int ENVIRONMENT_FAILED = 1;
    static final int USAGE = 2;
    static final int WRONG = 3;
    static final int NOT_PROVOKED = 4;

    private final PrintStream out;
    private final PrintStream err;

    FaultReport(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Prints the faults in the directory that is named, and exits with 3 if a verdict is wrong. */
    public static void main(String[] args) {
        System.exit(new FaultReport(System.out, System.err).run(args));
    }

    int run(String... args) {
        List<String> words = new ArrayList<>(Arrays.asList(args));
        boolean json = words.removeIf("--json"::equals);
        boolean explain = words.removeIf("--explain"::equals);
        if (words.size() != 1) {
            err.println("expected [--json] [--explain] DIRECTORY, got " + words);
            return USAGE;
        }
        List<Fault> faults;
        try {
            faults = new FaultDirectory(Path.of(words.get(0))).read();
        } catch (IOException e) {
            err.println("cannot read the faults: " + e.getMessage());
            return ENVIRONMENT_FAILED;
        }
        if (json) {
            out.println(JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValueAsString(FaultJson.of(faults)));
        } else {
            if (explain) {
                FaultTable.printVerdicts(faults, out);
            }
            FaultTable.print(faults, out);
        }
        return exitCode(faults);
    }

    private static int exitCode(List<Fault> faults) {
        List<Fault.Judgement> judgements = faults.stream().map(Fault::judgement).toList();
        if (judgements.contains(Fault.Judgement.WRONG)) {
            return WRONG;
        }
        return judgements.contains(Fault.Judgement.NOT_PROVOKED) ? NOT_PROVOKED : DONE;
    }
}
