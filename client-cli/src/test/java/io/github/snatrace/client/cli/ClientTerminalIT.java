package io.github.snatrace.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.snatrace.accept.Acceptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the client shows on a terminal, which script(1) makes for it, and in a pipe. */
@Timeout(120)
class ClientTerminalIT {

    private static final String RED_OR_GREEN = "\033[3";

    private Acceptor acceptor;

    @TempDir
    private Path directory;

    @BeforeAll
    static void needTerminals() {
        boolean found = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "script")));
        if (!found) {
            String reason = "no script(1), of util-linux, to make a terminal with";
            if ("true".equals(System.getenv("CI"))) {
                fail(reason);
            }
            System.err.println("SKIPPED: " + reason);
            Assumptions.abort(reason);
        }
    }

    @BeforeEach
    void listen() throws IOException {
        acceptor = Acceptor.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() throws IOException {
        acceptor.close();
    }

    @Test
    void terminal_showsTheRunLiveAndEndsWithTheBlockOfTheWhole() throws Exception {
        String shown = run("exec script -qec \"stty cols 100; $*\" /dev/null", Map.of());

        assertThat(shown).contains("127.0.0.1:" + acceptor.address().getPort(), " left", "latency", RED_OR_GREEN);
        assertThat(shown.substring(shown.lastIndexOf('\033')))
                .contains("Summary of the last", "Requests since start (error/total):     0/100");
    }

    @Test
    void noColor_leavesColoursOut() throws Exception {
        String shown = run("exec script -qec \"$*\" /dev/null", Map.of("NO_COLOR", "1"));

        assertThat(shown).contains("latency").doesNotContain(RED_OR_GREEN);
    }

    @Test
    void dumbTerminal_getsBlocks() throws Exception {
        String shown = run("exec script -qec \"$*\" /dev/null", Map.of("TERM", "dumb"));

        assertThat(shown).contains("Summary of the last").doesNotContain("\033");
    }

    @Test
    void plain_asksForBlocks() throws Exception {
        String shown = run("exec script -qec \"$* --plain\" /dev/null", Map.of());

        assertThat(shown).contains("Summary of the last").doesNotContain("\033");
    }

    @Test
    void outputInAFile_hasTheBlocksWhileTheTerminalShowsABar() throws Exception {
        Path file = directory.resolve("out");

        String shown = run("exec script -qec \"$* >" + file + "\" /dev/null", Map.of());

        assertThat(shown).contains(" %", "connects", "0 failed").doesNotContain("Summary");
        assertThat(file).content().contains("Summary of the last").doesNotContain("\033");
    }

    @Test
    void pipe_loadsNothingOfTheTerminal() throws Exception {
        Path classes = directory.resolve("classes");

        String shown = run("exec \"$@\"", Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + classes));

        assertThat(shown).contains("Summary of the last").doesNotContain("\033");
        assertThat(classes)
                .content()
                .contains("io.github.snatrace.client.cli.ClientCommand")
                .doesNotContain("org.jline.terminal", "RunView ", "tools.jackson");
    }

    private String run(String script, Map<String, String> environment) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of("TERM", "xterm", "LC_ALL", "C.UTF-8", "NO_COLOR", ""));
        all.putAll(environment);
        String address = "127.0.0.1:" + acceptor.address().getPort();
        try (ClientProcess client =
                ClientProcess.start(script, all, "-r", address, "-c", "1", "-d", "10000", "--connections", "100")) {
            String shown = String.join("\n", client.rest());
            assertThat(client.exitCode()).as(shown).isZero();
            return shown;
        }
    }
}
