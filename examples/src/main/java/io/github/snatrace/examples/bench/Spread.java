package io.github.snatrace.examples.bench;

import java.util.Collection;
import java.util.DoubleSummaryStatistics;

/** Where a handful of measurements lie: the one in the middle, and the outermost. */
record Spread(double median, double min, double max) {

    /**
     * Returns the spread of measurements.
     *
     * @throws IllegalArgumentException if there are none
     */
    static Spread of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no measurements: expected at least 1");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        DoubleSummaryStatistics all =
                values.stream().mapToDouble(Double::doubleValue).summaryStatistics();
        return new Spread(median, all.getMin(), all.getMax());
    }
}
