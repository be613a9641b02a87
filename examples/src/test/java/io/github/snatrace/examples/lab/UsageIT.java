package io.github.snatrace.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scripts say to arguments that they cannot use, before they look at anything else. */
class UsageIT {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "race --step 5|--step: 5 is not a time such as 500us, 1ms or 1s",
                "race --step 0ms|--step: 0ms is not a time such as 500us, 1ms or 1s",
                "race --clients 1|--clients: 1 is not a whole number from 2 to 64",
                "race --clients=65|--clients: 65 is not a whole number from 2 to 64",
                "race --connects many|--connects: many is not a whole number from 1 to 1000000",
                "race --ticks many|--ticks: many is not a whole number from 1 to 1000000",
                "race --rounds 0|--rounds: 0 is not a whole number from 1 to 1000",
                "race --rule|--rule needs a value",
                "race --keep|--keep needs a value",
                "race --keep /proc|--keep: /proc is there, and not an empty directory",
                "race --fast|unknown argument --fast (see --help)",
                "race masquerade|unknown argument masquerade (see --help)",
                "up --clients x|--clients: x is not a whole number from 2 to 64",
                "up --|-- needs a command after it",
                "up bash|unknown argument bash (see --help)"
            })
    void script_withAWrongArgument_namesIt(String line, String message) {
        List<String> command = new ArrayList<>(List.of(line.split(" ", -1)));
        String script = command.set(0, LabScript.HOME + "/" + command.get(0));

        LabScript.Result result = LabScript.of(command.toArray(String[]::new)).run();

        assertThat(result).isEqualTo(new LabScript.Result(2, "", script + ": " + message + "\n"));
    }

    @Test
    void race_withAnEmptyRule_isWrongUse() {
        LabScript.Result result =
                LabScript.of(LabScript.HOME + "/race", "--rule", "").run();

        assertThat(result).isEqualTo(new LabScript.Result(2, "", "race: --rule needs a value\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"race", "up"})
    void help_goesToStdout_andFitsTheScreen(String script) {
        LabScript.Result result =
                LabScript.of(LabScript.HOME + "/" + script, "--help").run();

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).startsWith("Usage: examples/lab/" + script);
        assertThat(result.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(132));
    }
}
