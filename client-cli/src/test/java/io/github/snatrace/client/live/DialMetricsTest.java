package io.github.snatrace.client.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.dial.Attempt;
import io.github.snatrace.dial.Outcome;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DialMetricsTest {

    @Test
    void metrics_afterAttempts_haveTheirOutcomesAndBothTimesApart() throws IOException {
        PrometheusRegistry registry = new PrometheusRegistry();
        DialMetrics metrics = new DialMetrics(registry);

        metrics.onAttempt(new Attempt(0, 0, 0, 2_000_000, 300_000, Outcome.CONNECTED, null));
        metrics.onAttempt(new Attempt(1, 0, 0, 0, 500_000_000, Outcome.TIMED_OUT, null));
        metrics.onSkipped(3);

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, registry.scrape(), EscapingScheme.DEFAULT);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .contains(
                        "snatrace_dial_attempts_total{outcome=\"connected\"} 1.0",
                        "snatrace_dial_attempts_total{outcome=\"timed_out\"} 1.0",
                        "snatrace_dial_attempts_total{outcome=\"refused\"} 0.0",
                        "snatrace_dial_duration_seconds_bucket{outcome=\"connected\",le=\"2.5E-4\"} 0",
                        "snatrace_dial_duration_seconds_bucket{outcome=\"connected\",le=\"5.0E-4\"} 1",
                        "snatrace_dial_duration_seconds_bucket{outcome=\"timed_out\",le=\"0.5\"} 1",
                        "snatrace_dial_lateness_seconds_bucket{le=\"0.0025\"} 2",
                        "snatrace_dial_skipped_total 3.0");
    }
}
