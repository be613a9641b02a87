package io.github.snatrace.examples.lab;

import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.commandline.Program;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The last step of {@code examples/lab/fault}: reads the files of its runs, has each explained, and says whether that
 * is right.
 */
@Command
public final class FaultReport implements Callable<Integer> {

    private final Program program;

    @Option(names = "--json")
    private boolean json;

    @Option(names = "--explain")
    private boolean explain;

    @Parameters(paramLabel = "DIRECTORY")
    private Path directory = Path.of("");

    FaultReport(PrintStream out, PrintStream err) {
        this.program = new Program("fault", out, err);
    }

    /** Prints the faults in the directory that is named, and exits with 3 if a verdict is wrong. */
    public static void main(String[] args) {
        System.exit(new FaultReport(System.out, System.err).run(args));
    }

    int run(String... args) {
        return program.run(new CommandLine(this), args);
    }

    @Override
    public Integer call() throws IOException {
        List<Fault> faults = new FaultDirectory(directory).read();
        if (json) {
            program.out()
                    .println(JsonMapper.builder()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .build()
                            .writeValueAsString(FaultJson.of(faults)));
        } else {
            if (explain) {
                FaultTable.printVerdicts(faults, program.out());
            }
            FaultTable.print(faults, program.out());
        }
        return exitCode(faults);
    }

    private static int exitCode(List<Fault> faults) {
        List<Fault.Judgement> judgements = faults.stream().map(Fault::judgement).toList();
        if (judgements.contains(Fault.Judgement.WRONG)) {
            return ExitCode.CONDITION;
        }
        return judgements.contains(Fault.Judgement.NOT_PROVOKED) ? ExitCode.INVALID : ExitCode.DONE;
    }
}
