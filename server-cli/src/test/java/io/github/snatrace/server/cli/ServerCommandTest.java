package io.github.snatrace.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    -r 127.0.0.1            | --local-addr '127.0.0.1': expected HOST:PORT
                    -r 127.0.0.1:99999      | --local-addr '127.0.0.1:99999': expected HOST:PORT
                    -c 0                    | acceptors 0: expected 1 to 1024
                    -c 2147483647           | acceptors 2147483647: expected 1 to 1024
                    -c 99999999999999999999 | '99999999999999999999' is not an int
                    -c                      | '--go-routines'
                    -r                      | '--local-addr'
                    -r :                    | --local-addr ':': expected HOST:PORT
                    -r 127.0.0.1:-1         | --local-addr '127.0.0.1:-1': expected HOST:PORT
                    -r [::1]                | --local-addr '[::1]': expected HOST:PORT
                    --backlog -1            | backlog -1: expected at least 1
                    --backlog many          | 'many' is not an int
                    --pause-ms 99999999     | pause PT27H46M39.999S: expected at most 1 hour
                    --pause-ms 5ms          | '5ms' is not an int
                    -s 5s                   | '5s' is not an int
                    -c some                 | 'some' is not an int
                    --backlog 0             | backlog 0: expected at least 1
                    --pause-ms -1           | pause PT-0.001S: expected zero or more
                    --close slowly          | expected one of [RESET, FIN]
                    -s -1                   | --summary-interval-sec -1: expected 0 or more
                    --loud                  | '--loud'
                    """)
    void run_ofBadInput_saysInOneLineWhatWasExpected(String arguments, String expected) {
        int exitCode = command().run(arguments.trim().split(" +"));

        assertThat(err().lines()).hasSize(1);
        assertThat(err()).contains(expected);
        assertThat(out()).isEmpty();
        assertThat(exitCode).isEqualTo(2);
    }

    @Test
    void help_namesEveryOptionOfTheOriginal() {
        int exitCode = command().run("--help");

        assertThat(out())
                .contains("-r, --local-addr", "--go-routines", "[LOCAL_ADDR]", "[GO_ROUTINES]", "0.0.0.0:8080");
        assertThat(out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(exitCode).isZero();
    }

    private ServerCommand command() {
        return new ServerCommand(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
