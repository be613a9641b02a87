package io.github.snatrace.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client is given and does not want: one line, and its exit code. */
final class ClientInputTest {

    private static final String COUNTS = "\"attempts\":10,\"outcomes\":{\"CONNECTED\":9,\"TIMED_OUT\":1}";

    /** Sets the title of a terminal's window. */
    private static final String TITLE = "\\u001b]0;owned\\u0007\\u009b31m";

    @TempDir
    private Path directory;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rate 10", "--lockstep 1ms", "-d 0", "-d 1000"})
    void late_asTheHelpSpellsIt_isTakenWithEverySchedule(String schedule) {
        String[] arguments = ("--late catch-up --max-error-rate 101 -r 127.0.0.1:9 " + schedule).split(" ");

        CommandLineRun run = CommandLineRun.of(arguments);

        assertThat(run).isEqualTo(new CommandLineRun(2, "", "client: --max-error-rate 101.0: expected 0 to 100\n"));
    }

    @Test
    void late_thatIsNone_isRefusedWithTheWordsOfTheHelp() {
        CommandLineRun run = CommandLineRun.of("--late", "never");

        assertThat(run)
                .isEqualTo(new CommandLineRun(
                        2,
                        "",
                        "client: Invalid value for option '--late': 'never': expected skip or catch-up (see client"
                                + " --help)\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "worse,", ""})
    void failIf_withoutAVerdict_isRefused(String verdicts) throws IOException {
        Path one = file("one.json", "{" + COUNTS + "}");
        Path other = file("other.json", "{" + COUNTS + "}");

        CommandLineRun run = CommandLineRun.of("compare", one + "", other + "", "--fail-if", verdicts);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("'" + verdicts + "': expected better, worse")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "-c 2147483647, workers 2147483647: expected 1 to 100000",
        "--event-loops 2147483647, event loops 2147483647: expected at most 1024 for workers"
    })
    void threadsAndWorkers_beyondAnyMachine_areRefusedAsUsage(String option, String message) {
        CommandLineRun run = CommandLineRun.of(("-r 127.0.0.1:9 " + option).split(" "));

        assertThat(run).isEqualTo(new CommandLineRun(2, "", "client: " + message + "\n"));
    }

    @Test
    void compare_aRunWithItself_isRefused() throws IOException {
        Path run = file("run.json", "{" + COUNTS + "}");

        CommandLineRun compared = CommandLineRun.of("compare", run + "", run + "");

        assertThat(compared)
                .isEqualTo(new CommandLineRun(2, "", "client: '" + run + "': the same run was given before\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"attempts\":\"10\",\"outcomes\":{\"CONNECTED\":10}",
                "\"attempts\":10,\"outcomes\":{\"CONNECTED\":10},\"valid\":12345",
                "\"attempts\":10,\"outcomes\":{\"CONNECTED\":10},\"attempts\":10",
                "\"attempts\":4611686018427387904,\"outcomes\":{\"CONNECTED\":4611686018427387904}",
                "\"attempts\":10,\"outcomes\":{\"CONNECTED\":10},\"skipped\":4611686018427387904",
                "\"attempts\":10,\"outcomes\":{\"CONNECTED\":10},\"rate\":1e999",
                "\"schema\":99,\"attempts\":10,\"outcomes\":{\"CONNECTED\":10}",
                "\"schema\":0,\"attempts\":10,\"outcomes\":{\"CONNECTED\":10}"
            })
    void results_thatSayWhatNoRunSays_areRefusedByEveryReader(String fields) throws IOException {
        Path good = file("good.json", "{" + COUNTS + "}");
        Path bad = file("bad.json", "{" + fields + "}");

        for (String command : new String[] {"compare", "merge", "report --format markdown"}) {
            CommandLineRun run = CommandLineRun.of((command + " " + good + " " + bad).split(" "));

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).startsWith("client: '" + bad + "': ").hasLineCount(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "NUL", "huge", "deep lists", "deep objects", "long number", "directory", "bomb"})
    void files_thatAreNoResults_areRefusedByEveryReader(String flaw) throws IOException {
        Path good = file("good.json", "{" + COUNTS + "}");
        Path bad = directory.resolve("bad.json");
        switch (flaw) {
            case "empty" -> Files.createFile(bad);
            case "NUL" -> Files.write(bad, new byte[5_000]);
            case "huge" -> {
                try (RandomAccessFile sparse = new RandomAccessFile(bad.toFile(), "rw")) {
                    sparse.setLength(1L << 30);
                }
            }
            case "deep lists" -> Files.writeString(bad, "[".repeat(100_000));
            case "deep objects" -> Files.writeString(bad, "{\"a\":".repeat(100_000));
            case "long number" -> Files.writeString(bad, "{\"attempts\":" + "9".repeat(500_000) + "}");
            case "bomb" ->
                Files.writeString(
                        bad, "{" + COUNTS + ",\"histograms\":{\"elapsed\":{},\"lateness\":\"" + bomb() + "\"}}");
            default -> Files.createDirectory(bad);
        }

        for (String command :
                new String[] {"compare GOOD BAD", "merge GOOD BAD", "report --format markdown GOOD BAD"}) {
            CommandLineRun run = CommandLineRun.of(
                    command.replace("GOOD", good + "").replace("BAD", bad + "").split(" "));

            assertThat(run.exitCode()).as(run.err()).isEqualTo(flaw.equals("directory") ? 1 : 2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains(bad.toString()).hasLineCount(1).hasSizeLessThan(600);
        }
    }

    /** A histogram that claims to be of 2 GiB, and is nothing but zeros. */
    private static String bomb() throws IOException {
        ByteBuffer inner = ByteBuffer.allocate(40 + (1 << 20));
        inner.putInt(0x1c849303 | 0x10).putInt(Integer.MAX_VALUE).putInt(0).putInt(5);
        inner.putLong(1).putLong(Long.MAX_VALUE / 2).putDouble(1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(bytes)) {
            deflated.write(inner.array());
        }
        ByteBuffer outer = ByteBuffer.allocate(8 + bytes.size());
        outer.putInt(0x1c849304 | 0x10).putInt(bytes.size()).put(bytes.toByteArray());
        return Base64.getEncoder().encodeToString(outer.array());
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel", "topology", "target"})
    void escapeSequences_ofAFile_neitherReachTheTerminalNorTheMarkdown(String field) throws IOException {
        Path one = file("one.json", "{" + COUNTS + ",\"" + field + "\":\"" + TITLE + "\"}");
        Path other = file("other.json", "{" + COUNTS + ",\"" + field + "\":\"x\"}");
        Path markdown = directory.resolve("report.md");

        CommandLineRun compared = CommandLineRun.of("compare", one + "", other + "");
        CommandLineRun reported =
                CommandLineRun.of("report", "--format", "markdown", "-o", markdown + "", one + "", other + "");

        assertThat(reported.exitCode()).isZero();
        assertThat(compared.out() + compared.err() + Files.readString(markdown))
                .contains("owned")
                .doesNotContain("\u001b", "\u0007", "\u009b");
    }

    @Test
    void escapeSequences_inAMessage_areShown() throws IOException {
        Path bad = file("bad.json", "{" + COUNTS + ",\"cpus\":\"" + TITLE + "\"}");

        CommandLineRun run = CommandLineRun.of("merge", bad + "");

        assertThat(run.err()).contains("'?]0;owned?").doesNotContain("\u001b").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false",
        "10.1.2.3, false",
        "172.16.0.1, false",
        "172.32.0.1, true",
        "192.168.9.9, false",
        "169.254.1.1, false",
        "100.64.0.1, false",
        "100.127.255.255, false",
        "100.128.0.0, true",
        "100.63.255.255, true",
        "198.18.0.1, false",
        "198.19.255.255, false",
        "198.20.0.0, true",
        "192.0.2.1, true",
        "::1, false",
        "fe80::1, false",
        "fd00:99::2, false",
        "2001:db8::1, true",
    })
    void target_ofSomebodyElse_isForeign(String address, boolean foreign) {
        assertThat(ForeignTarget.is(InetAddresses.forString(address))).isEqualTo(foreign);
    }

    @ParameterizedTest
    @CsvSource({
        "--rate 1001, 1001",
        "--lockstep 999us, 1001",
        "-c 2 -d 1999, 1001",
        "-d 0, as many as can be",
    })
    void aForeignTarget_atMoreThanAThousandASecond_isRefusedBeforeItStarts(String schedule, String rate) {
        CommandLineRun run = CommandLineRun.of(("-r 192.0.2.1:80 " + schedule).split(" "));

        assertThat(run)
                .isEqualTo(new CommandLineRun(
                        2,
                        "",
                        "client: --remote-addr '192.0.2.1:80': " + rate
                                + " connects a second to a public address: expected at most 1000, or"
                                + " --yes-i-own-the-target\n"));
    }
}
