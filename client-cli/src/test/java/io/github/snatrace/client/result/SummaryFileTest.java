package io.github.snatrace.client.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.dial.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

public final class SummaryFileTest {

    @TempDir
    private Path directory;

    @Test
    void whatWasWritten_isReadAgain() throws IOException {
        RunSummary summary = run().summary(RecordedRun.START.plusSeconds(5));
        Path file = directory.resolve("run.json");

        SummaryFile.write(file, summary);

        assertThat(SummaryFile.read(file)).isEqualTo(summary);
    }

    @Test
    void fields_areTheContract() throws IOException {
        JsonNode json =
                JsonMapper.shared().readTree(SummaryFile.format(run().summary(RecordedRun.START.plusSeconds(5))));

        assertThat(json.at("/schema").asInt()).isEqualTo(1);
        assertThat(json.at("/target").asString()).isEqualTo("10.99.0.2:8080");
        assertThat(json.at("/startedAt").asString()).isEqualTo("2026-01-31T12:00:00Z");
        assertThat(json.at("/mode").asString()).isEqualTo("lockstep");
        assertThat(json.at("/stepMicros").asDouble()).isEqualTo(1000);
        assertThat(json.at("/attempts").asLong()).isEqualTo(3);
        assertThat(json.at("/skipped").asLong()).isZero();
        assertThat(json.at("/outcomes/CONNECTED").asLong()).isEqualTo(2);
        assertThat(json.at("/outcomes/TIMED_OUT").asLong()).isEqualTo(1);
        assertThat(json.at("/perSecond").asDouble()).isEqualTo(0.6);
        assertThat(json.at("/valid").asBoolean()).isTrue();
        assertThat(json.at("/histograms/elapsed/CONNECTED").asString()).startsWith("HISTF");
        assertThat(json.at("/series/startedAt").asString()).isEqualTo("2026-01-31T12:00:00Z");
        assertThat(json.at("/series/stepMillis").asLong()).isEqualTo(100);
        assertThat(json.at("/series/attempts").toString()).isEqualTo("[2,0,1]");
        assertThat(json.at("/series/failures").toString()).isEqualTo("[1,0,0]");
    }

    @Test
    void readers_needNoMoreThanAttemptsAndOutcomes() throws IOException {
        Path file = Files.writeString(
                directory.resolve("other.json"), "{\"attempts\": 7, \"outcomes\": {\"REFUSED\": 7}, \"by\": \"hand\"}");

        RunSummary summary = SummaryFile.read(file);

        assertThat(summary.attempts()).isEqualTo(7);
        assertThat(summary.outcomes()).isEqualTo(Map.of(Outcome.REFUSED, 7L));
        assertThat(summary.valid()).isNull();
    }

    @Test
    void newerSchema_isRefused() throws IOException {
        Path file = Files.writeString(
                directory.resolve("newer.json"), "{\"schema\": 2, \"attempts\": 7, \"outcomes\": {}}");

        assertThatThrownBy(() -> SummaryFile.read(file)).hasMessage("'" + file + "': schema 2: expected 1");
    }

    @Test
    void seriesThatContradictsTheCounts_isRefused() throws IOException {
        Path file = directory.resolve("run.json");
        SummaryFile.write(file, run().summary(RecordedRun.START.plusSeconds(5)));
        Files.writeString(
                file, Files.readString(file).replace("\"failures\" : [ 1, 0, 0 ]", "\"failures\" : [ 0, 0, 0 ]"));
        Run run = new Run(file, SummaryFile.read(file));

        assertThatThrownBy(run::series).hasMessage("'" + file + "': the series has 0 failures of 3: expected 1 of 3");
    }

    private static RecordedRun run() {
        return new RecordedRun()
                .attempt(0, 250, Outcome.CONNECTED)
                .attempt(50, 500_000, Outcome.TIMED_OUT)
                .attempt(250, 300, Outcome.CONNECTED);
    }
}
