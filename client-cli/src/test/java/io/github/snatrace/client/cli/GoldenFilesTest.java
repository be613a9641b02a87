package io.github.snatrace.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.github.snatrace.client.RecordedRun;
import io.github.snatrace.client.page.ReportDocument;
import io.github.snatrace.client.text.FailureLog;
import io.github.snatrace.client.text.TextReporter;
import io.github.snatrace.commandline.Program;
import io.github.snatrace.dial.Attempt;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.stats.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/**
 * Every output of the client, byte for byte as it was recorded. Where one is meant to change, what is written now is in {@code
 * target/golden} under the same name, to be looked at and copied.
 */
final class GoldenFilesTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Path ACTUAL = Path.of("target/golden");
    private static final Instant WRITTEN_AT = Instant.parse("2026-01-31T13:00:00Z");

    /** What the page takes as it is, and who changes it looks at the page. */
    private static final String[] INLINED = {
        "report.css", "report.js", "uplot/uPlot.min.css", "uplot/uPlot.iife.min.js", "uplot/LICENSE"
    };

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    help.txt                  | --help
                    help-compare.txt          | compare --help
                    help-merge.txt            | merge --help
                    help-plan.txt             | plan --help
                    help-report.txt           | report --help
                    version.txt               | --version
                    compare-rounds.txt        | compare --base 0/c1 --base 0/c2 --base 3/c1 --base 3/c2 --candidate 1/c1 --candidate 1/c2
                    compare-rounds.json       | compare --base 0/c1 --base 0/c2 --base 3/c1 --base 3/c2 --candidate 1/c1 --json --candidate 1/c2
                    compare-worse.txt         | compare 1/c1 0/c1 --confidence 99
                    compare-no-change.txt     | compare 0/c1 0/c2
                    compare-no-change.json    | compare --json 0/c1 0/c2
                    compare-clean.txt         | compare 1/c1 2/c1
                    compare-counts.txt        | compare before after
                    compare-counts.json       | compare before after --json
                    compare-condition.txt     | compare before after --fail-if better
                    compare-ratio.txt         | compare before after --max-ratio 0.04
                    compare-invalid.txt       | compare before late
                    compare-invalid.json      | compare before late --json
                    compare-mode.txt          | compare 0/c1 workers --fail-if worse
                    merge.json                | merge 0/c1 0/c2
                    merge-mode.txt            | merge 0/c1 workers
                    plan-rates.txt            | plan --from 2.23 --to 1.78
                    plan-rates.json           | plan --from 2.23 --to 1.78 --json
                    plan-connections.txt      | plan --from 0.1 --connections 5000 --inflation 2
                    plan-connections.json     | plan --from 0.1 --connections 5000 --json
                    no-target.txt             | --duration 1s
                    no-such-option.txt        | --no-such-option
                    did-you-mean.txt          | --conections 5
                    help-command.txt          | help merge
                    no-such-file.txt          | compare before missing
                    """)
    void command_printsWhatWasRecorded(String golden, String arguments) throws IOException {
        CommandLineRun run = CommandLineRun.of(files(arguments));

        assertGolden(golden, run.out() + (run.err().isEmpty() ? "" : "stderr: " + run.err()) + exit(run.exitCode()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    report-rounds     | plain=0/c1 plain=0/c2 random=1/c1 random=1/c2 random=2/c1 random=2/c2 plain=3/c1 plain=3/c2
                    report-single     | 0/c1
                    report-counts     | before after
                    report-mode       | 0/c1 workers
                    report-invalid    | before late --confidence 90 --title Late
                    report-three      | before after 0/c1
                    """)
    void report_inBothFormats_isWhatWasRecorded(String golden, String arguments) throws IOException {
        Path page = directory.resolve("page.html");

        String markdown = report("report --format markdown " + arguments);
        String nothing = report("report -o " + page + " " + arguments);

        assertGolden(golden + ".md", markdown);
        assertGolden(golden + ".html", withoutInlined(Files.readString(page)) + nothing);
    }

    @Test
    void blockOfAnInterval_isWhatWasRecorded() throws IOException {
        RecordedRun run = run();
        Snapshot interval = run.interval(RecordedRun.START.plusSeconds(5));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        new TextReporter(new PrintStream(bytes, true, StandardCharsets.UTF_8), ZoneOffset.UTC)
                .report(interval, interval);

        assertGolden("block.txt", bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void linesOfFailures_areWhatWasRecorded() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        for (String address : new String[] {"10.99.0.2", "fd00:99::2"}) {
            InetSocketAddress target = new InetSocketAddress(InetAddress.getByName(address), 8080);
            try (FailureLog log = FailureLog.start(
                    new PrintStream(bytes, true, StandardCharsets.UTF_8), ZoneOffset.UTC, target, 10)) {
                for (Outcome outcome : Outcome.values()) {
                    log.onAttempt(attempt(outcome, null));
                }
                log.onAttempt(attempt(Outcome.REFUSED, new IOException("Connection refused")));
                for (int i = 0; i < 5; i++) {
                    log.onAttempt(attempt(Outcome.TIMED_OUT, null));
                }
            }
        }

        assertGolden("failures.txt", bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void result_isWhatWasRecorded() throws IOException {
        String json =
                new String(ResultFile.format(run().result(RecordedRun.START.plusSeconds(5))), StandardCharsets.UTF_8);

        assertGolden(
                "result.json",
                json.replaceFirst("\"ids\" : \\[ \"[^\"]*\" ]", "\"ids\" : [ \"ID\" ]")
                        .replaceFirst("\"kernel\" : \"[^\"]*\"", "\"kernel\" : \"KERNEL\"")
                        .replaceFirst("\"cpus\" : \\d+", "\"cpus\" : CPUS"));
    }

    private static RecordedRun run() {
        RecordedRun run = new RecordedRun();
        for (int millis = 0; millis < 5_000; millis++) {
            Outcome outcome = millis % 50 == 3
                    ? Outcome.TIMED_OUT
                    : millis % 1_000 == 7 ? Outcome.REFUSED : millis == 4_999 ? Outcome.CANCELLED : Outcome.CONNECTED;
            run.attempt(millis, outcome == Outcome.TIMED_OUT ? 200_000 : 150 + millis % 97, outcome);
        }
        return run.attempt(4_000, 1_004_000, Outcome.CONNECTED);
    }

    private static Attempt attempt(Outcome outcome, @Nullable IOException error) {
        return new Attempt(0, 20_000, RecordedRun.START.toEpochMilli() * 1_000_000, 1_000, 200_000_000, outcome, error);
    }

    private static String report(String arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        int exitCode = new CommandLine(
                        new ReportCommand(new Program("client", stream, stream), InstantSource.fixed(WRITTEN_AT)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(files(arguments.substring("report ".length())));
        return out.toString(StandardCharsets.UTF_8) + exit(exitCode);
    }

    private static String exit(int code) {
        return "exit code: " + code + "\n";
    }

    /** Names the recorded runs by their files. */
    private static String[] files(String arguments) {
        return Splitter.on(' ')
                .splitToStream(arguments)
                .map(argument -> argument.replaceFirst(
                        "^((\\w+=)?)(\\d/c\\d|before|after|late|workers|missing)$", "$1" + GOLDEN + "/runs/$3.json"))
                .toArray(String[]::new);
    }

    private static String withoutInlined(String page) throws IOException {
        String rest = page;
        for (String name : INLINED) {
            try (InputStream in = ReportDocument.class.getResourceAsStream(name)) {
                assertThat(in).as(name).isNotNull();
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                rest = rest.replace(name.endsWith("LICENSE") ? text.strip() : text, "(" + name + ")\n");
            }
        }
        return rest;
    }

    private static void assertGolden(String name, String actual) throws IOException {
        Files.createDirectories(ACTUAL);
        Files.writeString(ACTUAL.resolve(name), actual);

        assertThat(actual).isEqualTo(Files.readString(GOLDEN.resolve(name)));
    }
}
