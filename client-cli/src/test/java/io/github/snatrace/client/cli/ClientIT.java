package io.github.snatrace.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import io.github.snatrace.accept.Acceptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
class ClientIT {

    /** What a script that reads the original's output looks for. */
    private static final List<Pattern> BLOCK_OF_THE_ORIGINAL = List.of(
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3} Summary of the last 1 seconds:"),
            Pattern.compile(" +Max response time: +\\d+\\.\\dms"),
            Pattern.compile(" +99 percentile: +\\d+\\.\\dms"),
            Pattern.compile(" +95 percentile: +\\d+\\.\\dms"),
            Pattern.compile(" +median: +\\d+\\.\\dms"),
            Pattern.compile(" +Request Rate: +\\d+req/s"),
            Pattern.compile(""),
            Pattern.compile("Requests since start \\(error/total\\): +0/\\d+"));

    @TempDir
    private Path directory;

    private Acceptor acceptor;
    private String address;

    @BeforeEach
    void listen() throws IOException {
        acceptor = Acceptor.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        address = text(acceptor.address());
    }

    @AfterEach
    void close() throws IOException {
        acceptor.close();
    }

    @Test
    void originalsCommandLine_withEveryShortOption_printsTheOriginalsBlock() throws Exception {
        try (ClientProcess client = ClientProcess.start(
                Map.of(), "-r", address, "-l", "127.0.0.1", "-c", "2", "-t", "500", "-d", "10000", "-s", "1")) {
            client.lineWith("Summary of the last");
            client.lineWith("lateness");
            client.signal("INT");

            // The first interval has the start in it; the one that SIGINT cut short ends the output.
            assertThat(client.lineWith("Requests since start")).matches(".* 0/\\d+");
            assertThat(client.exitCode()).isZero();
        }
    }

    @Test
    void block_ofAWholeInterval_isWhatAScriptForTheOriginalParses() throws Exception {
        try (ClientProcess client =
                ClientProcess.start(Map.of(), "--remote-addr", address, "-s", "1", "--duration", "4s")) {
            client.lineWith("lateness");
            assertThat(client.exitCode()).isZero();
            List<String> lines = client.rest();

            int start = indexOf(lines, BLOCK_OF_THE_ORIGINAL.get(0));
            for (int i = 0; i < BLOCK_OF_THE_ORIGINAL.size(); i++) {
                assertThat(lines.get(start + i)).matches(BLOCK_OF_THE_ORIGINAL.get(i));
            }
        }
    }

    @Test
    void originalsEnvironment_isTakenUnchanged() throws Exception {
        Map<String, String> environment = Map.of(
                "REMOTE_ADDR", address,
                "LOCAL_IP", "127.0.0.1",
                "GO_ROUTINES", "3",
                "TIMEOUT_MS", "400",
                "DIAL_INTERVAL_US", "20000",
                "SUMMARY_INTERVAL_S", "1");
        Path json = directory.resolve("run.json");

        try (ClientProcess client =
                ClientProcess.start(environment, "--connections", "30", "--json", json.toString())) {
            assertThat(client.exitCode()).isZero();
        }

        JsonNode summary = JsonMapper.shared().readTree(json);
        assertThat(summary.get("timeoutMillis").asDouble()).isEqualTo(400);
        assertThat(summary.get("outcomes").get("CONNECTED").asLong()).isEqualTo(30);
        assertThat(acceptor.accepted()).isEqualTo(30);
    }

    @Test
    void json_holdsTheContract() throws Exception {
        Path json = directory.resolve("run.json");

        try (ClientProcess client = ClientProcess.start(
                Map.of(), "-r", address, "-c", "1", "-d", "1000", "--connections", "50", "--json", json.toString())) {
            assertThat(client.exitCode()).isZero();
        }

        JsonNode summary = JsonMapper.shared().readTree(json);
        assertThat(summary.get("schema").asInt()).isEqualTo(1);
        assertThat(summary.get("target").asString()).isEqualTo(address);
        assertThat(summary.get("mode").asString()).isEqualTo("workers");
        assertThat(summary.get("attempts").asLong()).isEqualTo(50);
        assertThat(summary.get("outcomes")).isEqualTo(JsonMapper.shared().readTree("{\"CONNECTED\":50}"));
        assertThat(summary.get("connectMillis").propertyNames())
                .containsExactly("p50", "p90", "p95", "p99", "p999", "max");
        assertThat(summary.get("valid").asBoolean()).isTrue();
        assertThat(summary.get("perSecond").asDouble()).isPositive();
        assertThat(summary.propertyNames()).contains("skipped", "startedAt", "endedAt");
        try (var files = Files.list(directory)) {
            assertThat(files).as("no draft is left").containsExactly(json);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void signal_drainsAndPrintsTheTotals_andWritesTheFile(String signal) throws Exception {
        Path json = directory.resolve("run.json");
        try (ClientProcess client =
                ClientProcess.start(Map.of(), "-r", address, "-s", "1", "-d", "10000", "--json", json.toString())) {
            client.lineWith("Requests since start");
            client.signal(signal);

            client.lineWith("Requests since start");
            assertThat(client.exitCode()).isZero();
        }
        assertThat(JsonMapper.shared().readTree(json).get("attempts").asLong()).isEqualTo(acceptor.accepted());
    }

    @Test
    void secondSignal_exitsAtOnce() throws Exception {
        try (ServerSocketChannel silent = fullQueue();
                ClientProcess client = ClientProcess.start(
                        Map.of(), "-r", text(silent.getLocalAddress()), "-t", "3600000", "-c", "8", "-s", "1")) {
            client.lineWith("Requests since start");
            client.signal("INT");
            client.lineWith("stopping");
            client.signal("INT");

            assertThat(client.exitCode()).isEqualTo(130);
        }
    }

    @Test
    void tooManyErrors_areAConditionNotMet() throws Exception {
        acceptor.close();
        Path json = directory.resolve("run.json");

        try (ClientProcess client = ClientProcess.start(
                Map.of(), "-r", address, "--connections", "5", "--max-error-rate", "1", "--json", json.toString())) {
            client.lineWith("connection refused");
            client.lineWith("error rate 100.000 %: expected at most 1.0 %");
            assertThat(client.exitCode()).isEqualTo(3);
        }
        assertThat(JsonMapper.shared()
                        .readTree(json)
                        .get("outcomes")
                        .get("REFUSED")
                        .asLong())
                .isEqualTo(5);
    }

    @Test
    void noConnectThatSucceeds_isAConditionNotMet() throws Exception {
        acceptor.close();

        try (ClientProcess client = ClientProcess.start(Map.of(), "-r", address, "--connections", "5")) {
            assertThat(client.lineWith("no connect succeeded")).isEqualTo("client: no connect succeeded: 5 refused");
            assertThat(client.exitCode()).isEqualTo(3);
        }
    }

    @Test
    void jsonOnStandardOutput_isNothingElse() throws Exception {
        try (ClientProcess client = ClientProcess.start(
                "exec \"$@\" 2>/dev/null", Map.of(), "-r", address, "--connections", "5", "--json", "-")) {
            String out = String.join("\n", client.rest());

            assertThat(JsonMapper.shared().readTree(out).get("attempts").asLong())
                    .isEqualTo(5);
            assertThat(client.exitCode()).isZero();
        }
    }

    @Test
    void withoutDescriptors_theRunGoesOn_andRecoversWhenTheyComeBack() throws Exception {
        Path json = directory.resolve("run.json");
        Thread accepting;
        try (ServerSocketChannel listener = fullQueue();
                ClientProcess client = ClientProcess.start(
                        "ulimit -n 64; exec \"$@\"",
                        Map.of(),
                        "-r",
                        text(listener.getLocalAddress()),
                        "--rate",
                        "500",
                        "-t",
                        "500",
                        "--duration",
                        "6s",
                        "-s",
                        "1",
                        "--json",
                        json.toString())) {
            client.lineWith("too many open files");
            accepting = acceptAll(listener);
            client.lineWith("INVALID");

            assertThat(client.exitCode()).isEqualTo(4);
        }
        accepting.join();
        JsonNode outcomes = JsonMapper.shared().readTree(json).get("outcomes");
        assertThat(outcomes.get("NO_DESCRIPTOR").asLong()).isPositive();
        assertThat(outcomes.get("CONNECTED").asLong()).isGreaterThan(100);
    }

    private static Thread acceptAll(ServerSocketChannel listener) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    listener.accept().close();
                }
            } catch (AsynchronousCloseException e) {
                // the listener was closed: the test is over
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.start();
        return thread;
    }

    /** Returns a listener that does not accept, with room for a single finished handshake. */
    private static ServerSocketChannel fullQueue() throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        return listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    }

    private static int indexOf(List<String> lines, Pattern pattern) {
        for (int i = 0; i < lines.size(); i++) {
            if (pattern.matcher(lines.get(i)).matches()) {
                return i;
            }
        }
        throw new AssertionError("no line like " + pattern + " in " + lines);
    }

    private static String text(SocketAddress address) {
        InetSocketAddress inet = (InetSocketAddress) address;
        return HostAndPort.fromParts(inet.getAddress().getHostAddress(), inet.getPort())
                .toString();
    }
}
