package io.github.snatrace.client.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.client.RecordedRun;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.stats.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

public final class IntervalFileTest {

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);

    @Test
    void jsonLines_haveOneObjectForEachInterval() throws IOException {
        Path path = directory.resolve("run.jsonl");
        RecordedRun run = new RecordedRun();
        try (IntervalFile file = IntervalFile.open(path, IntervalLine::format, errors)) {
            run.attempt(0, 250, Outcome.CONNECTED).attempt(1, 500_000, Outcome.TIMED_OUT);
            report(file, run.interval(RecordedRun.START.plusSeconds(5)));
            report(file, run.interval(RecordedRun.START.plusSeconds(10)));
            file.finish();
        }

        List<String> lines = Files.readAllLines(path);
        assertThat(lines).hasSize(2);
        JsonNode first = JsonMapper.shared().readTree(lines.get(0));
        assertThat(first.at("/startedAt").asString()).isEqualTo("2026-01-31T12:00:00Z");
        assertThat(first.at("/endedAt").asString()).isEqualTo("2026-01-31T12:00:05Z");
        assertThat(first.at("/attempts").asLong()).isEqualTo(2);
        assertThat(first.at("/outcomes/TIMED_OUT").asLong()).isEqualTo(1);
        assertThat(first.at("/perSecond").asDouble()).isEqualTo(0.4);
        assertThat(JsonMapper.shared().readTree(lines.get(1)).at("/attempts").asLong())
                .isZero();
    }

    @Test
    void fullDisk_isToldOnceAndAtTheEndAgain() throws IOException {
        try (IntervalFile file = IntervalFile.open(Path.of("/dev/full"), IntervalLine::format, errors)) {
            Snapshot nothing = Snapshot.empty(RecordedRun.START);
            report(file, nothing);
            report(file, nothing);

            assertThat(err.toString(StandardCharsets.UTF_8))
                    .isEqualTo("cannot write /dev/full: No space left on device; the run goes on without it\n");
            assertThatThrownBy(file::finish)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot write /dev/full: No space left on device; ");
        }
    }

    @Test
    void directoryThatIsGone_isToldBeforeTheRun() {
        Path path = directory.resolve("gone/run.jsonl");

        assertThatThrownBy(() -> IntervalFile.open(path, IntervalLine::format, errors))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot write " + path + ": ");
    }

    private static void report(IntervalFile file, Snapshot interval) {
        file.report(interval, interval);
    }
}
