package io.github.snatrace.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.client.RecordedRun;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Validity;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MergeCommandTest {

    private static final Instant HALF = RecordedRun.START.plusSeconds(5);
    private static final Instant END = RecordedRun.START.plusSeconds(10);
    private static final Outcome[] SOME = {
        Outcome.CONNECTED, Outcome.CONNECTED, Outcome.TIMED_OUT, Outcome.CONNECTED_THEN_RESET, Outcome.CANCELLED
    };

    @TempDir
    private Path directory;

    @Test
    void partsOfASplitRun_addUpToTheWholeBitForBit() throws IOException {
        RecordedRun whole = new RecordedRun();
        RecordedRun first = new RecordedRun();
        RecordedRun second = new RecordedRun(8080, HALF);
        SplittableRandom random = new SplittableRandom(1);
        for (int millis = 0; millis < 10_000; millis++) {
            long micros = (long) (200 * Math.exp(2 * random.nextGaussian()));
            Outcome outcome = SOME[random.nextInt(SOME.length)];
            whole.attempt(millis, micros, outcome);
            (millis < 5_000 ? first : second).attempt(millis, micros, outcome);
        }
        RunResult expected = whole.result(END);
        RunResult one = first.result(HALF);
        RunResult other = second.result(END);
        Path merged = directory.resolve("merged.json");

        CommandLineRun run = CommandLineRun.of(
                "merge", write("one.json", one), write("other.json", other), "--output", merged.toString());

        assertThat(run).isEqualTo(new CommandLineRun(0, "", ""));
        RunResult sum = ResultFile.read(merged).result();
        assertThat(withoutIds(sum)).isEqualTo(withoutIds(expected));
        assertThat(sum.ids()).isEqualTo(List.of(id(one), id(other)));
    }

    @Test
    void sum_isPrintedByDefault() throws IOException {
        String one = write("one.json", brief(8080).result(END));

        CommandLineRun run = CommandLineRun.of("merge", one);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo(Files.readString(Path.of(one)));
    }

    @Test
    void invalidPart_makesTheSumInvalid() throws IOException {
        String good = write("good.json", brief(8080).result(END));
        String bad = write("bad.json", brief(8080).result(END, new Validity(List.of("late")), null));

        CommandLineRun.of(
                "merge", good, bad, "-o", directory.resolve("sum.json").toString());

        RunResult sum = ResultFile.read(directory.resolve("sum.json")).result();
        assertThat(sum.valid()).isFalse();
        assertThat(sum.invalidBecause()).containsExactly("bad.json: late");
    }

    @Test
    void runsUnderOtherConditions_areNotAdded() throws IOException {
        String one = write("one.json", brief(8080).result(END));
        String other = write("other.json", brief(9090).result(END));

        assertThat(CommandLineRun.of("merge", one, other))
                .isEqualTo(new CommandLineRun(
                        2,
                        "",
                        "client: '" + other + "' cannot be added to '" + one
                                + "': different target, 10.99.0.2:8080 and 10.99.0.2:9090\n"));
    }

    @Test
    void runWithoutHistograms_isNotAdded() throws IOException {
        Path counts = Files.writeString(
                directory.resolve("counts.json"), "{\"attempts\": 5, \"outcomes\": {\"CONNECTED\": 5}}");

        assertThat(CommandLineRun.of("merge", counts.toString()).err())
                .isEqualTo("client: '" + counts + "': no histograms: expected them, for percentiles cannot be added\n");
    }

    @Test
    void histogramThatContradictsItsCount_isNotAdded() throws IOException {
        Path one = Path.of(write("one.json", brief(8080).result(END)));
        Files.writeString(
                one,
                Files.readString(one)
                        .replace("\"attempts\" : 2", "\"attempts\" : 3")
                        .replace("\"CONNECTED\" : 2", "\"CONNECTED\" : 3"));

        assertThat(CommandLineRun.of("merge", one.toString()).err())
                .isEqualTo("client: '" + one + "': the histogram of CONNECTED has 2 values: expected 3\n");
    }

    @Test
    void sameRunUnderAnotherName_isNotAddedTwice() throws IOException {
        Path one = Path.of(write("one.json", brief(8080).result(END)));
        Path copy = Files.copy(one, directory.resolve("copy.json"));

        assertThat(CommandLineRun.of("merge", one.toString(), copy.toString()).err())
                .isEqualTo("client: '" + copy + "': the same run was given before\n");
    }

    private static RecordedRun brief(int port) {
        return new RecordedRun(port, RecordedRun.START)
                .attempt(0, 200, Outcome.CONNECTED)
                .attempt(1, 300, Outcome.CONNECTED);
    }

    private static String id(RunResult result) {
        return result.ids().get(0);
    }

    private static String withoutIds(RunResult result) {
        return new String(ResultFile.format(result), StandardCharsets.UTF_8).replaceFirst("\"ids\" : .*", "");
    }

    private String write(String name, RunResult summary) throws IOException {
        Path file = directory.resolve(name);
        Files.write(file, ResultFile.format(summary));
        return file.toString();
    }
}
