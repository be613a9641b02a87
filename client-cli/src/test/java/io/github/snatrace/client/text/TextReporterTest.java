package io.github.snatrace.client.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.dial.Attempt;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.stats.AttemptRecorder;
import io.github.snatrace.stats.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TextReporterTest {

    private Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private final AttemptRecorder recorder = new AttemptRecorder(() -> now);
    private final Printed printed = new Printed();
    private final TextReporter reporter = new TextReporter(printed.stream(), ZoneOffset.UTC);

    @Test
    void report_ofAnInterval_isTheOriginalsBlock_andWhatItHid() {
        for (int i = 0; i < 783; i++) {
            recorder.onAttempt(attempt(Outcome.CONNECTED, Duration.ofNanos(2_600_000), Duration.ofNanos(50_000)));
        }
        recorder.onAttempt(attempt(Outcome.TIMED_OUT, Duration.ofNanos(500_100_000)));
        recorder.onSkipped(4);
        now = now.plus(Duration.ofMillis(5_004));
        Snapshot interval = recorder.nextInterval();

        reporter.report(interval, interval);

        assertThat(printed.text()).isEqualTo("""
                        2026-03-01T10:00:05.004 Summary of the last 5 seconds:
                                     Max response time: 500.2ms
                                         99 percentile:   2.6ms
                                         95 percentile:   2.6ms
                                                median:   2.6ms
                                          Request Rate:   157req/s

                        Requests since start (error/total):     1/784
                                    timed out (last/total):     1/1
                                      skipped (last/total):     4/4
                                 lateness p99 (last/total):  0.05/0.05ms

                        """);
    }

    @Test
    void report_ofAnIntervalWithoutAttempts_saysZero() {
        Snapshot first = recorder.nextInterval();
        now = now.plus(Duration.ofMillis(1_300));
        Snapshot interval = recorder.nextInterval();

        reporter.report(interval, first.plus(interval));

        assertThat(printed.lines())
                .contains(
                        "2026-03-01T10:00:01.300 Summary of the last 1.3 seconds:",
                        "             Max response time:   0.0ms",
                        "                  Request Rate:     0req/s",
                        "Requests since start (error/total):     0/0");
    }

    @Test
    void report_ofALaterInterval_tellsItFromTheTotal() {
        recorder.onAttempt(attempt(Outcome.REFUSED, Duration.ofMillis(1)));
        Snapshot first = recorder.nextInterval();
        recorder.onAttempt(attempt(Outcome.REFUSED, Duration.ofMillis(1)));
        recorder.onAttempt(attempt(Outcome.REFUSED, Duration.ofMillis(1)));
        Snapshot second = recorder.nextInterval();

        reporter.report(second, first.plus(second));

        assertThat(printed.lines())
                .contains("Requests since start (error/total):     3/3", "              refused (last/total):     2/3");
    }

    private static Attempt attempt(Outcome outcome, Duration elapsed) {
        return attempt(outcome, elapsed, Duration.ZERO);
    }

    private static Attempt attempt(Outcome outcome, Duration elapsed, Duration lateness) {
        return new Attempt(0, 0, 0, lateness.toNanos(), elapsed.toNanos(), outcome, null);
    }
}
