package io.github.snatrace.client.files;

import io.github.snatrace.dial.Outcome;
import io.github.snatrace.result.Percentiles;
import io.github.snatrace.stats.Snapshot;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** An interval of a run as a line of JSON, with the names of a result file. */
public record IntervalLine(
        Instant startedAt,
        Instant endedAt,
        long attempts,
        long skipped,
        Map<Outcome, Long> outcomes,
        Percentiles connectMillis,
        Percentiles latenessMillis,
        double perSecond) {

    private static final JsonMapper JSON = JsonMapper.shared();

    static byte[] format(Snapshot interval) {
        byte[] line = JSON.writeValueAsBytes(new IntervalLine(
                interval.startedAt(),
                interval.endedAt(),
                interval.attempts(),
                interval.skipped(),
                interval.outcomes().counts(),
                Percentiles.ofNanos(interval.elapsed(Outcome.CONNECTED)),
                Percentiles.ofNanos(interval.lateness()),
                interval.perSecond()));
        byte[] ended = Arrays.copyOf(line, line.length + 1);
        ended[line.length] = '\n';
        return ended;
    }
}
