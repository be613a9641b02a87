package io.github.snatrace.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers are those of {@code PowerTest} of the core. */
final class PlanCommandTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--from 2.23 --to 1.78|15,230 connects on each side show a fall from 2.23 % to 1.78 % with a power of 80 %"
                        + " (alpha 5 %, two-sided)",
                "--from 1.78 --to 2.23|15,230 connects on each side show a rise from 1.78 % to 2.23 % with a power of 80 %"
                        + " (alpha 5 %, two-sided)",
                "--from 0.1 --to 0|7,844 connects on each side show a fall from 0.10 % to 0.00 % with a power of 80 %"
                        + " (alpha 5 %, two-sided)",
                "--from 1 --to 0.5 --confidence 99 --power 95|10,605 connects on each side show a fall from 1.00 % to 0.50 % with a"
                        + " power of 95 % (alpha 1 %, two-sided)",
                "--from 1 --to 0.5 --alpha 1 --power 95|10,605 connects on each side show a fall from 1.00 % to 0.50 % with a"
                        + " power of 95 % (alpha 1 %, two-sided)",
                "--from 2.23 --to 1.78 --inflation 4|60,920 connects on each side show a fall from 2.23 % to 1.78 % with a"
                        + " power of 80 % (alpha 5 %, two-sided)",
                "--from 2 --connections 5000|5,000 connects on each side show a fall from 2.00 % to 1.29 % or a rise to 2.86 %"
                        + " with a power of 80 % (alpha 5 %, two-sided)",
                "--from 0.1 --connections 5000|5,000 connects on each side show a rise from 0.10 % to 0.37 % with a power of"
                        + " 80 % (alpha 5 %, two-sided)",
            })
    void text_isOneSentence(String args, String sentence) {
        assertThat(plan(args)).isEqualTo(new CommandLineRun(0, sentence + "\n", ""));
    }

    @Test
    void json_hasNullWhereNoChangeIsSeen() {
        assertThat(plan("--json --from 0.1 --connections 7000").out())
                .startsWith("{\"from\":0.001,\"below\":null,\"above\":0.003")
                .endsWith("\"connectsPerSide\":7000,\"power\":0.8,\"alpha\":0.05,\"varianceInflation\":1.0}\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--from 2|expected either --to or --connects",
                "--from 2 --to 1 --connections 5|expected either --to or --connects",
                "--from 2 --to 2|--to 2.0: expected another rate than --from",
                "--from 101 --to 2|--from 101.0: expected 0 to 100",
                "--from NaN --to 2|--from NaN: expected 0 to 100",
                "--from 2 --connections 0|--connects 0: expected at least 1",
                "--from 2 --to 1 --power 100|--power 100.0: expected 50 to less than 100",
                "--from 2 --to 1 --alpha 0|--alpha 0.0: expected more than 0 and less than 50",
                "--from 2 --to 1 --inflation 0.5|--inflation 0.5: expected at least 1",
                "--to 1|Missing required option: '--from=PERCENT' (see client --help)",
            })
    void settingsThatMakeNoPlan_areRefusedInOneLine(String args, String message) {
        assertThat(plan(args)).isEqualTo(new CommandLineRun(2, "", "client: " + message + "\n"));
    }

    private static CommandLineRun plan(String args) {
        return CommandLineRun.of(("plan " + args).split(" "));
    }
}
