package io.github.snatrace.probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.trace.LossPlace;
import io.github.snatrace.trace.TraceSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class MinuteLineTest {
    private final List<String> said = new ArrayList<>();
    private long seconds;

    @Test
    void aLineAMinute_howeverOftenItIsTold() {
        MinuteLine line = new MinuteLine(said::add, () -> TimeUnit.SECONDS.toNanos(seconds));

        for (seconds = 0; seconds < 150; seconds++) {
            line.soFar(new TraceSummary(1000 * seconds, Map.of(LossPlace.BEYOND, seconds), 0, 0));
        }
        seconds = 180;
        line.soFar(new TraceSummary(180_000, Map.of(), 3, 1));

        assertThat(said)
                .containsExactly(
                        "after 1 min: 60,000 SYNs, 60 lost: 60 beyond this host",
                        "after 2 min: 120,000 SYNs, 120 lost: 120 beyond this host",
                        "after 3 min: 180,000 SYNs, 0 lost; the capture missed 3");
    }
}
