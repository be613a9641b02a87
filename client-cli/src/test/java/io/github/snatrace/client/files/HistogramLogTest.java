package io.github.snatrace.client.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.client.RecordedRun;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.stats.Snapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;

public final class HistogramLogTest {

    @Test
    void log_isReadByHdrHistogramsOwnReader() {
        RecordedRun run = new RecordedRun();
        HistogramLog log = new HistogramLog();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        run.attempt(0, 250, Outcome.CONNECTED).attempt(1, 500_000, Outcome.TIMED_OUT);
        Snapshot first = run.interval(RecordedRun.START.plusSeconds(5));
        run.attempt(6_000, 300, Outcome.CONNECTED);
        Snapshot second = run.interval(RecordedRun.START.plusSeconds(10));

        file.writeBytes(log.apply(first));
        file.writeBytes(log.apply(second));

        List<Histogram> read = read(file.toByteArray());
        assertThat(read).extracting(Histogram::getTag).containsExactly("CONNECTED", "TIMED_OUT", "CONNECTED");
        assertThat(read.get(0)).isEqualTo(first.elapsed(Outcome.CONNECTED));
        assertThat(read.get(1)).isEqualTo(first.elapsed(Outcome.TIMED_OUT));
        assertThat(read.get(2)).isEqualTo(second.elapsed(Outcome.CONNECTED));
        assertThat(Instant.ofEpochMilli(read.get(2).getStartTimeStamp())).isEqualTo(second.startedAt());
        assertThat(Instant.ofEpochMilli(read.get(2).getEndTimeStamp())).isEqualTo(second.endedAt());
    }

    @Test
    void header_isWrittenOnce() {
        HistogramLog log = new HistogramLog();
        Snapshot nothing = Snapshot.empty(RecordedRun.START);

        String first = new String(log.apply(nothing), StandardCharsets.UTF_8);

        assertThat(first).contains("#[Histogram log format version 1.3]", "#[StartTime: 1769860800.000");
        assertThat(log.apply(nothing)).isEmpty();
    }

    private static List<Histogram> read(byte[] log) {
        List<Histogram> histograms = new ArrayList<>();
        try (HistogramLogReader reader = new HistogramLogReader(new ByteArrayInputStream(log))) {
            EncodableHistogram histogram = reader.nextIntervalHistogram();
            while (histogram != null) {
                histograms.add((Histogram) histogram);
                histogram = reader.nextIntervalHistogram();
            }
        }
        return histograms;
    }
}
