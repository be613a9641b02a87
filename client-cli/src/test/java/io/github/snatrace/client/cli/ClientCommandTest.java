package io.github.snatrace.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    -r 127.0.0.1                                    | '127.0.0.1': expected HOST:PORT
                    -r 127.0.0.1:0                                  | '127.0.0.1:0': expected HOST:PORT
                    -r 127.0.0.1:70000                              | '127.0.0.1:70000': expected HOST:PORT
                    -r 127.0.0.1:80 -c 0                            | workers 0: expected 1 to 100000
                    -r 127.0.0.1:80 -c two                          | 'two' is not an int
                    -r 127.0.0.1:80 -t 0                            | --timeout-ms 0: expected 1 to 86400000
                    -r 127.0.0.1:80 -t 1s                           | '1s' is not a long
                    -r 127.0.0.1:80 -d -1                           | --dial-interval-us -1: expected 0 to
                    -r 127.0.0.1:80 -d 9223372036854775807          | --dial-interval-us 9223372036854775807: expected 0 to
                    -r 127.0.0.1:80 -t 9223372036854775807          | --timeout-ms 9223372036854775807: expected 1 to
                    -r 127.0.0.1:80 -s 0                            | --summary-interval-sec 0: expected at least 1
                    -r 127.0.0.1:80 -l nonsense                     | --local-ip 'nonsense': expected an address
                    -r 127.0.0.1:80 -l ::1                          | source address 0:0:0:0:0:0:0:1: expected the family of the target
                    -r 127.0.0.1:80 --rate 0                        | rate 0.0: expected 0.00001 to 1000000
                    -r 127.0.0.1:80 --rate 5 --lockstep 1ms         | expected one of them
                    -r 127.0.0.1:80 --rate 5 --workers 2            | --workers with --rate: expected one of them
                    -r 127.0.0.1:80 --lockstep 1ms -c 2             | --workers with --lockstep: expected one of them
                    -r 127.0.0.1:80 --rate 5 -d 100000              | --dial-interval-us with --rate: expected one of them
                    -r 127.0.0.1:80 --duration PT9999999999999999H  | expected a duration as 500ms, 5s, 2m or PT5S, not PT9999999999999999H
                    -r 127.0.0.1:80 --lockstep 1                    | expected a duration as 500ms, 5s, 2m or PT5S, not 1
                    -r 127.0.0.1:80 --lockstep 1us                  | expected at least 10us
                    -r 127.0.0.1:80 --duration 0s                   | expected a duration longer than 0, not 0s
                    -r 127.0.0.1:80 --connections 0                 | attempts 0: expected at least 1
                    -r 127.0.0.1:80 --source-ports 5                | '5': expected LOW-HIGH
                    -r 127.0.0.1:80 --source-ports 9-5              | '9-5': highest source port 5: expected 9 to 65535
                    -r 127.0.0.1:80 --close politely                | expected one of [RESET, FIN]
                    -r 127.0.0.1:80 --max-error-rate 101            | --max-error-rate 101.0: expected 0 to 100
                    -r 127.0.0.1:80 --json /nowhere/at/all.json     | --json '/nowhere/at/all.json': expected a file in a directory that exists
                    -r 127.0.0.1:80 --nat-pid 1                     | --nat-pid 1: expected --diagnose with it
                    -r 127.0.0.1:80 --diagnose --server-pid 0       | --server-pid 0: expected the number of a process
                    -r 127.0.0.1:80 --start-at noon                 | 'noon'
                    -r 127.0.0.1:80 --no-such-option                | '--no-such-option'
                    """)
    void run_ofBadInput_saysInOneLineWhatWasExpected(String arguments, String expected) {
        int exitCode = command().run(arguments.trim().split(" +"));

        assertThat(err().lines()).hasSize(1);
        assertThat(err()).contains(expected);
        assertThat(out()).isEmpty();
        assertThat(exitCode).isEqualTo(2);
    }

    @Test
    void run_withoutATarget_saysHowToNameOne() {
        int exitCode = command().run();

        assertThat(err().strip())
                .isEqualTo("client: no target: expected --remote-addr HOST:PORT, or REMOTE_ADDR in the environment");
        assertThat(exitCode).isEqualTo(2);
    }

    @Test
    void run_toANameThatDoesNotResolve_failsTheEnvironment() {
        int exitCode = command().run("-r", "nowhere.invalid:80");

        assertThat(err().strip()).isEqualTo("client: --remote-addr 'nowhere.invalid:80': the name does not resolve");
        assertThat(exitCode).isEqualTo(1);
    }

    @Test
    void oneFileForTwoOptions_isRefused() {
        String path = Path.of("target/run").toAbsolutePath().toString();

        assertThat(CommandLineRun.of("-r", "127.0.0.1:80", "--json", path, "--hlog", path))
                .isEqualTo(new CommandLineRun(
                        2,
                        "",
                        "client: --json, --hlog and --intervals: expected different files, got [%s, %s]\n"
                                .formatted(path, path)));
    }

    @Test
    void help_namesEveryOptionOfTheOriginal() {
        int exitCode = command().run("--help");

        assertThat(out())
                .contains("-r, --remote-addr", "-l, --local-ip", "--go-routines", "-t, --timeout-ms")
                .contains("-d, --dial-interval-us", "-s, --summary-interval-sec")
                .contains("[REMOTE_ADDR]", "[LOCAL_IP]", "[GO_ROUTINES]", "[TIMEOUT_MS]")
                .contains("[DIAL_INTERVAL_US]", "[SUMMARY_INTERVAL_S]");
        assertThat(out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(exitCode).isZero();
    }

    private ClientCommand command() {
        return new ClientCommand(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
