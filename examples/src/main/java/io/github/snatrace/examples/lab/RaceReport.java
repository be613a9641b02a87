package io.github.snatrace.examples.lab;

import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.commandline.Program;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The last step of {@code examples/lab/race}: reads the files of its runs and prints the result. */
@Command
public final class RaceReport implements Callable<Integer> {

    private final Program program;

    @Option(names = "--json")
    private boolean json;

    @Parameters(paramLabel = "DIRECTORY")
    private Path directory = Path.of("");

    RaceReport(PrintStream out, PrintStream err) {
        this.program = new Program("race", out, err);
    }

    /**
     * Prints the race in the directory that is named, as JSON after {@code --json}, and exits with 4 if nothing is
     * shown.
     */
    public static void main(String[] args) {
        System.exit(new RaceReport(System.out, System.err).run(args));
    }

    int run(String... args) {
        return program.run(new CommandLine(this), args);
    }

    @Override
    public Integer call() throws IOException {
        Race race = new RaceDirectory(directory).read();
        ArmVerdicts verdicts = ArmVerdicts.read(directory, race);
        if (json) {
            program.out()
                    .println(JsonMapper.builder()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .build()
                            .writeValueAsString(RaceJson.of(race, verdicts)));
        } else {
            RaceTable.print(race, verdicts, program.out());
        }
        return race.isShown() ? ExitCode.DONE : ExitCode.INVALID;
    }
}
