package io.github.snatrace.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.accept.Acceptor;
import io.github.snatrace.result.ResultFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DiagnoseIT {

    @Test
    void closedPort_endsWithTheVerdict() throws Exception {
        String own = Long.toString(ProcessHandle.current().pid());

        List<String> lines = diagnose(closedPort(), "--nat-pid", own, "--server-pid", own);

        assertThat(lines)
                .containsSubsequence(
                        "verdict: REFUSED (40 of 40 connects failed)",
                        "",
                        "REFUSED  40 of 40 failures (100.0 %), confidence high",
                        "  evidence        client REFUSED 40");
        assertThat(String.join(" ", lines)).contains("next  ", "listens", "client: no connect succeeded: 40 refused");
    }

    @Test
    void nothingFailed_isSaid() throws Exception {
        try (Acceptor acceptor = Acceptor.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            assertThat(diagnose(acceptor.address().getPort()))
                    .last()
                    .isEqualTo("verdict: nothing failed, of 40 connects");
        }
    }

    @Test
    void processThatIsNotThere_failsBeforeTheRun() throws Exception {
        // No kernel has a process of this number: pid_max is at most 2^22.
        List<String> lines = diagnose(closedPort(), "--server-pid", "2000000000");

        assertThat(lines).hasSize(1).allSatisfy(line -> assertThat(line).contains("2000000000"));
    }

    @Test
    void processThatEndsMeanwhile_costsTheVerdictAlone(@TempDir Path directory) throws Exception {
        Path json = directory.resolve("result.json");
        Process server = new ProcessBuilder("cat").start();
        String number = Long.toString(server.pid());
        try (ClientProcess client = ClientProcess.start(
                Map.of(),
                "--remote-addr=127.0.0.1:" + closedPort(),
                "--diagnose",
                "--server-pid=" + number,
                "--json=" + json)) {
            client.lineWith("error after");
            server.destroyForcibly().waitFor();
            client.signal("TERM");

            assertThat(client.rest()).anyMatch(line -> line.startsWith("client: ") && line.contains(number));
            assertThat(client.exitCode()).isEqualTo(1);
            assertThat(ResultFile.read(json).result().outcomes().failures()).isPositive();
        } finally {
            server.destroyForcibly();
        }
    }

    private static List<String> diagnose(int port, String... more) throws Exception {
        String[] arguments = new String[more.length + 7];
        System.arraycopy(
                new String[] {"-r", "127.0.0.1:" + port, "-d", "1000", "--connections", "40", "--diagnose"},
                0,
                arguments,
                0,
                7);
        System.arraycopy(more, 0, arguments, 7, more.length);
        try (ClientProcess client = ClientProcess.start(Map.of(), arguments)) {
            client.exitCode();
            return client.rest();
        }
    }

    /** A port that somebody had a moment ago, and nobody listens on now. */
    private static int closedPort() throws IOException {
        try (Acceptor acceptor = Acceptor.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return acceptor.address().getPort();
        }
    }
}
