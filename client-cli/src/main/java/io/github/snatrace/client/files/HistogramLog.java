package io.github.snatrace.client.files;

import io.github.snatrace.dial.Outcome;
import io.github.snatrace.stats.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * The interval log of HdrHistogram, for its tools: a line for each interval and outcome that happened in it, tagged
 * with the outcome, in nanoseconds.
 */
public final class HistogramLog implements Function<Snapshot, byte[]> {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final HistogramLogWriter writer =
            new HistogramLogWriter(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    private boolean begun;

    /** The lines of an interval; those of the first one begin with the header. */
    @Override
    public byte[] apply(Snapshot interval) {
        bytes.reset();
        if (!begun) {
            begun = true;
            writer.outputComment("[snat-race: elapsed times of connects in nanoseconds, one tag per outcome]");
            writer.outputLogFormatVersion();
            writer.outputStartTime(interval.startedAt().toEpochMilli());
            writer.outputLegend();
        }
        for (Outcome outcome : interval.outcomes().counts().keySet()) {
            Histogram histogram = interval.elapsed(outcome);
            histogram.setTag(outcome.name());
            histogram.setStartTimeStamp(interval.startedAt().toEpochMilli());
            histogram.setEndTimeStamp(interval.endedAt().toEpochMilli());
            writer.outputIntervalHistogram(histogram);
        }
        return bytes.toByteArray();
    }
}
