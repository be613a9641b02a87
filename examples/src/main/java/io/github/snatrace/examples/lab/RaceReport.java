package io.github.snatrace.examples.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The last step of {@code examples/lab/race}: reads the files of its runs and prints the result. */
public final class RaceReport {

    static final int DONE = 0;
    static final int ENVIRONMENT_FAILED = 1;
    static final int USAGE = 2;
    static final int INVALID = 4;

    private final PrintStream out;
    private final PrintStream err;

    RaceReport(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Prints the race in the directory that is named, as JSON after {@code --json}, and exits with 4 if nothing is
     * shown.
     */
    public static void main(String[] args) {
        System.exit(new RaceReport(System.out, System.err).run(args));
    }

    int run(String... args) {
        List<String> words = new ArrayList<>(Arrays.asList(args));
        boolean json = words.remove("--json");
        if (words.size() != 1) {
            err.println("expected [--json] DIRECTORY, got " + words);
            return USAGE;
        }
        Race race;
        ArmVerdicts verdicts;
        try {
            Path directory = Path.of(words.get(0));
            race = new RaceDirectory(directory).read();
            verdicts = ArmVerdicts.read(directory, race);
        } catch (IOException e) {
            err.println("cannot read the race: " + e.getMessage());
            return ENVIRONMENT_FAILED;
        }
        if (json) {
            out.println(JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValueAsString(RaceJson.of(race, verdicts)));
        } else {
            RaceTable.print(race, verdicts, out);
        }
        return race.isShown() ? DONE : INVALID;
    }
}
