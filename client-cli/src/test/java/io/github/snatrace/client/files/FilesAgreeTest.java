package io.github.snatrace.client.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.client.RecordedRun;
import io.github.snatrace.client.text.TextReporter;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Outcomes;
import io.github.snatrace.stats.Snapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever a run was, its log, its lines of JSON and its text come to the same numbers. */
final class FilesAgreeTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void logAndLinesAndText_ofAnyRun_addUpToTheSame(long seed) throws IOException {
        Random random = new Random(seed);
        RecordedRun run = new RecordedRun();
        HistogramLog log = new HistogramLog();
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        TextReporter reporter = new TextReporter(new PrintStream(text, true, StandardCharsets.UTF_8), ZoneOffset.UTC);
        Snapshot total = Snapshot.empty(RecordedRun.START);

        for (int second = 1; second <= 1 + random.nextInt(6); second++) {
            for (int i = random.nextInt(200); i > 0; i--) {
                Outcome[] outcomes = Outcome.values();
                run.attempt(
                        1_000L * second - random.nextInt(1_000),
                        random.nextInt(4_000_000),
                        outcomes[random.nextInt(outcomes.length)]);
            }
            Snapshot interval = run.interval(RecordedRun.START.plusSeconds(second));
            total = total.plus(interval);
            logged.write(log.apply(interval));
            lines.write(IntervalLine.format(interval));
            reporter.report(interval, total);
        }

        assertThat(logged(logged.toByteArray())).isEqualTo(total.outcomes());
        assertThat(lined(lines.toString(StandardCharsets.UTF_8))).isEqualTo(total.outcomes());
        assertThat(text.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("Requests since")))
                .last()
                .asString()
                .matches("Requests since start \\(error/total\\): +" + total.failures() + "/" + total.attempts());
    }

    private static Outcomes logged(byte[] log) {
        Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
        HistogramLogReader reader = new HistogramLogReader(new ByteArrayInputStream(log));
        for (EncodableHistogram some = reader.nextIntervalHistogram();
                some != null;
                some = reader.nextIntervalHistogram()) {
            counts.merge(Outcome.valueOf(some.getTag()), ((Histogram) some).getTotalCount(), Long::sum);
        }
        return new Outcomes(counts);
    }

    private static Outcomes lined(String lines) {
        Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
        for (String line : lines.lines().toList()) {
            JsonNode json = JsonMapper.shared().readTree(line);
            long attempts = 0;
            for (Map.Entry<String, JsonNode> outcome : json.get("outcomes").properties()) {
                attempts += outcome.getValue().asLong();
                counts.merge(
                        Outcome.valueOf(outcome.getKey()), outcome.getValue().asLong(), Long::sum);
            }
            assertThat(json.get("attempts").asLong()).isEqualTo(attempts);
        }
        return new Outcomes(counts);
    }
}
