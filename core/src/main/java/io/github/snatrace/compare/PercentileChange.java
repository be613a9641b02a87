package io.github.snatrace.compare;

import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.ContinuousDistribution;

/**
 * Compares one percentile of two histograms, in the histograms' unit.
 *
 * @param percentile 0 to 100, both excluded
 * @param difference candidate minus base
 */
public record PercentileChange(double percentile, Estimate base, Estimate candidate, Estimate difference) {

    /** Values beyond the percentile, on either side of it, below which its interval cannot be seen. */
    static final int FEWEST_BEYOND = 5;

    private static final int RESAMPLES = 10_000;

    /**
     * Compares by the percentile bootstrap: the same seed gives the same intervals.
     *
     * <p>The percentile of a resample (as many values, drawn with replacement) is the value at a rank that follows a
     * beta distribution, so the rank is drawn instead of the values. That is the same distribution, at a cost that does
     * not grow with the number of values. The values count as independent.
     *
     * @return empty where one of the histograms has fewer than 5 values beyond the percentile: a bootstrap cannot know
     *     about values that were not seen
     */
    public static Optional<PercentileChange> between(
            Histogram base, Histogram candidate, double percentile, double confidence, long seed) {
        if (!(percentile > 0 && percentile < 100)) {
            throw new IllegalArgumentException("a percentile is between 0 and 100, got " + percentile);
        }
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("a confidence is between 0 and 1, got " + confidence);
        }
        if (tooFew(base, percentile) || tooFew(candidate, percentile)) {
            return Optional.empty();
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] from = resample(base, percentile, random);
        double[] to = resample(candidate, percentile, random);
        double[] differences = new double[RESAMPLES];
        Arrays.setAll(differences, i -> to[i] - from[i]);
        double fromValue = base.getValueAtPercentile(percentile);
        double toValue = candidate.getValueAtPercentile(percentile);
        return Optional.of(new PercentileChange(
                percentile,
                estimate(fromValue, from, confidence),
                estimate(toValue, to, confidence),
                estimate(toValue - fromValue, differences, confidence)));
    }

    private static boolean tooFew(Histogram histogram, double percentile) {
        double rank = rank(histogram, percentile);
        return Math.min(rank, histogram.getTotalCount() - rank) < FEWEST_BEYOND;
    }

    /** As the histogram itself counts, so that 99.9 % of 1,000 is the 999th in spite of rounding. */
    private static double rank(Histogram histogram, double percentile) {
        return Math.ceil(Math.nextDown(percentile) * histogram.getTotalCount() / 100);
    }

    private static double[] resample(Histogram histogram, double percentile, SplittableRandom random) {
        long count = histogram.getTotalCount();
        NavigableMap<Long, Double> values = byRank(histogram);
        double rank = rank(histogram, percentile);
        ContinuousDistribution.Sampler quantile =
                BetaDistribution.of(rank, count - rank + 1).createSampler(random::nextLong);
        double[] resampled = new double[RESAMPLES];
        Arrays.setAll(resampled, i -> {
            long drawn = Math.max(1, (long) Math.ceil(quantile.sample() * count));
            return values.ceilingEntry(drawn).getValue();
        });
        return resampled;
    }

    private static Estimate estimate(double value, double[] resampled, double confidence) {
        Arrays.sort(resampled);
        int tail = (int) Math.floor((1 - confidence) / 2 * resampled.length);
        // Where values are few and coarse, the resamples may all lie on one side of the value itself.
        return new Estimate(
                value, Math.min(value, resampled[tail]), Math.max(value, resampled[resampled.length - 1 - tail]));
    }

    /** The values of a histogram, each under the rank of its last occurrence. */
    private static NavigableMap<Long, Double> byRank(Histogram histogram) {
        NavigableMap<Long, Double> values = new TreeMap<>();
        for (HistogramIterationValue step : histogram.recordedValues()) {
            double value = histogram.highestEquivalentValue(step.getValueIteratedTo());
            values.put(step.getTotalCountToThisValue(), value);
        }
        return values;
    }
}
