package io.github.snatrace.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ServerIT {

    private static final String LISTENING = "listening on 127.0.0.1:";

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void signal_printsWhatWasAccepted(String signal) throws Exception {
        Process server = start(Map.of("LOCAL_ADDR", "127.0.0.1:0", "GO_ROUTINES", "2"));
        try {
            BufferedReader output = server.inputReader(StandardCharsets.UTF_8);
            int port = Integer.parseInt(output.readLine().substring(LISTENING.length()));
            for (int i = 0; i < 7; i++) {
                try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    assertThat(client.getInputStream().read())
                            .as("end of stream")
                            .isEqualTo(-1);
                }
            }

            new ProcessBuilder("kill", "-" + signal, Long.toString(server.pid()))
                    .start()
                    .waitFor();

            assertThat(output.readLine()).isEqualTo("accepted: 7, accept queue overflows: 0");
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isZero();
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void counts_thatDoNotFitOnTheDisk_areNoSuccess() throws Exception {
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        "target/snat-race-server.jar",
                        "-r",
                        "127.0.0.1:0")
                .redirectOutput(new File("/dev/full"))
                .start();
        try {
            BufferedReader errors = server.errorReader(StandardCharsets.UTF_8);
            assertThat(errors.readLine()).startsWith(LISTENING);

            // Not destroy(), which closes the streams as well.
            new ProcessBuilder("kill", Long.toString(server.pid())).start().waitFor();

            assertThat(errors.readLine()).isEqualTo("server: cannot write the results");
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isEqualTo(1);
        } finally {
            server.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "0.0.0.0", "[::1]", ""})
    void address_isPrintedAsItWasGiven(String host) throws Exception {
        Process server = start(Map.of(), "-r", host + ":0");
        try {
            assertThat(server.inputReader(StandardCharsets.UTF_8).readLine())
                    .matches(Pattern.quote("listening on " + host + ":") + "[1-9]\\d*");
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void secondServer_onTheSameAddress_failsInOneLine() throws Exception {
        Process first = start(Map.of(), "-r", "127.0.0.1:0");
        try {
            String line = first.inputReader(StandardCharsets.UTF_8).readLine();
            String address = line.substring("listening on ".length());
            Process second = start(Map.of(), "-r", address);
            try {
                assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(second.exitValue()).isEqualTo(1);
                assertThat(second.inputReader(StandardCharsets.UTF_8).lines())
                        .containsExactly("server: cannot listen on " + address + ": Address already in use");
            } finally {
                second.destroyForcibly();
            }
        } finally {
            first.destroyForcibly();
        }
    }

    @Test
    void withoutDescriptors_theServerBacksOffAndCounts_andGoesOnWhenTheyComeBack() throws Exception {
        Process server = start(Map.of(), "-r", "127.0.0.1:0", "-c", "1");
        try {
            BufferedReader output = server.inputReader(StandardCharsets.UTF_8);
            int port = Integer.parseInt(output.readLine().substring(LISTENING.length()));
            limitDescriptors(server, 3);
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.setSoTimeout(500);
                assertThatExceptionOfType(SocketTimeoutException.class)
                        .isThrownBy(() -> client.getInputStream().read());
                limitDescriptors(server, 256);
                client.setSoTimeout(30_000);
                assertThat(client.getInputStream().read()).as("end of stream").isEqualTo(-1);
            }

            kill(server, "TERM");
            Matcher totals = Pattern.compile("accepted: 1, failed to accept: (\\d+), accept queue overflows: 0")
                    .matcher(output.readLine());
            assertThat(totals.matches()).isTrue();
            assertThat(Integer.parseInt(totals.group(1))).as("one a back-off").isBetween(1, 100);
        } finally {
            server.destroyForcibly();
        }
    }

    private static void limitDescriptors(Process process, int limit) throws IOException, InterruptedException {
        int exitCode = new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--nofile=" + limit + ":")
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exitCode).as("exit code of prlimit").isZero();
    }

    private static void kill(Process process, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private static Process start(Map<String, String> environment, String... arguments) throws IOException {
        // Where Maven runs in the background, its children ignore SIGINT.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,TERM"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-jar", "target/snat-race-server.jar"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }
}
