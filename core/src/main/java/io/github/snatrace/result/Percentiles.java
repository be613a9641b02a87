package io.github.snatrace.result;

import org.HdrHistogram.Histogram;

/** A distribution by its percentiles, in milliseconds; all of them 0 if there was nothing to distribute. */
public record Percentiles(double p50, double p90, double p95, double p99, double p999, double max) {

    /** Takes them from a distribution of nanoseconds. */
    public static Percentiles ofNanos(Histogram histogram) {
        return new Percentiles(
                millis(histogram, 50),
                millis(histogram, 90),
                millis(histogram, 95),
                millis(histogram, 99),
                millis(histogram, 99.9),
                millis(histogram, 100));
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e6;
    }
}
