package io.github.snatrace.client.live;

import io.github.snatrace.dial.Attempt;
import io.github.snatrace.dial.AttemptListener;
import io.github.snatrace.dial.Outcome;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A run as Prometheus scrapes it, with native histograms and classic ones: {@code
 * snatrace_dial_attempts_total{outcome}}, {@code snatrace_dial_duration_seconds{outcome}} from connect(2) to the end of
 * the attempt, {@code snatrace_dial_lateness_seconds} from the due time to connect(2), and {@code
 * snatrace_dial_skipped_total}. Safe for use by any threads.
 */
public final class DialMetrics implements AttemptListener {
    private static final double NANOS_A_SECOND = 1e9;
    private static final double[] BOUNDS = {
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
    };

    private final Map<Outcome, CounterDataPoint> attempts = new EnumMap<>(Outcome.class);
    private final Map<Outcome, DistributionDataPoint> durations = new EnumMap<>(Outcome.class);
    private final Histogram lateness;
    private final Counter skipped;

    /** Shows in {@code registry} whatever this listener is told. */
    public DialMetrics(PrometheusRegistry registry) {
        Counter attemptsByOutcome = Counter.builder()
                .name("snatrace_dial_attempts")
                .help("Attempts to connect that have ended, by how they ended.")
                .labelNames("outcome")
                .register(registry);
        Histogram durationByOutcome = Histogram.builder()
                .name("snatrace_dial_duration_seconds")
                .help("From connect(2) to the end of the attempt.")
                .labelNames("outcome")
                .classicUpperBounds(BOUNDS)
                .register(registry);
        for (Outcome outcome : Outcome.values()) {
            String label = outcome.name().toLowerCase(Locale.ROOT);
            attempts.put(outcome, attemptsByOutcome.labelValues(label));
            durations.put(outcome, durationByOutcome.labelValues(label));
        }
        lateness = Histogram.builder()
                .name("snatrace_dial_lateness_seconds")
                .help("How far behind its due time connect(2) was called.")
                .classicUpperBounds(BOUNDS)
                .register(registry);
        skipped = Counter.builder()
                .name("snatrace_dial_skipped")
                .help("Due times that passed without an attempt.")
                .register(registry);
    }

    @Override
    public void onAttempt(Attempt attempt) {
        Outcome outcome = attempt.outcome();
        Objects.requireNonNull(attempts.get(outcome)).inc();
        Objects.requireNonNull(durations.get(outcome)).observe(attempt.elapsedNanos() / NANOS_A_SECOND);
        lateness.observe(attempt.latenessNanos() / NANOS_A_SECOND);
    }

    @Override
    public void onSkipped(long dueTimes) {
        skipped.inc(dueTimes);
    }
}
