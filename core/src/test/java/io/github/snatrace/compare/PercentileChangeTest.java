package io.github.snatrace.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PercentileChangeTest {

    /**
     * For the values 1 to 10,000 the resampled percentile is a beta variable: SciPy 1.17.1, {@code 10000 * beta(k,
     * 10001 - k).ppf([0.025, 0.975])} with k = 5000 and 9900.
     */
    @Test
    void interval_isTheOneOfTheOrderStatistic() {
        Histogram histogram = uniform(10_000);

        PercentileChange median =
                PercentileChange.between(histogram, histogram, 50, 0.95, 1).orElseThrow();
        PercentileChange tail =
                PercentileChange.between(histogram, histogram, 99, 0.95, 1).orElseThrow();

        assertThat(median.base().low()).isCloseTo(4901.5, within(8.0));
        assertThat(median.base().high()).isCloseTo(5097.5, within(8.0));
        assertThat(tail.base().low()).isCloseTo(9878.5, within(8.0));
        assertThat(tail.base().high()).isCloseTo(9917.7, within(8.0));
    }

    /** Against the plain way: all values drawn with replacement, 4,000 times. */
    @Test
    void difference_isThatOfResamplingTheValues() {
        long[] from = exponential(400, 100, 1);
        long[] to = exponential(300, 140, 2);
        SplittableRandom random = new SplittableRandom(3);
        double[] differences = new double[4000];
        Arrays.setAll(differences, i -> percentile90(resample(to, random)) - percentile90(resample(from, random)));
        Arrays.sort(differences);

        Estimate difference = PercentileChange.between(histogram(from), histogram(to), 90, 0.95, 4)
                .orElseThrow()
                .difference();

        assertThat(difference.low()).isCloseTo(differences[100], within(8.0));
        assertThat(difference.high()).isCloseTo(differences[3899], within(8.0));
    }

    @Test
    void sameSeed_givesTheSameIntervals() {
        Histogram base = histogram(exponential(500, 100, 5));
        Histogram candidate = histogram(exponential(500, 120, 6));

        assertThat(PercentileChange.between(base, candidate, 95, 0.95, 42))
                .isEqualTo(PercentileChange.between(base, candidate, 95, 0.95, 42))
                .isNotEqualTo(PercentileChange.between(base, candidate, 95, 0.95, 43));
    }

    @Test
    void values_areTheHistogramsOwn() {
        Histogram base = histogram(exponential(1000, 100, 7));
        Histogram candidate = histogram(exponential(1000, 120, 8));

        PercentileChange change =
                PercentileChange.between(base, candidate, 99, 0.95, 1).orElseThrow();

        double from = base.getValueAtPercentile(99);
        double to = candidate.getValueAtPercentile(99);
        assertThat(change.base().value()).isEqualTo(from);
        assertThat(change.candidate().value()).isEqualTo(to);
        assertThat(change.difference().value()).isEqualTo(to - from);
    }

    @Test
    void tooFewValuesBeyondThePercentile_giveNoInterval() {
        assertThat(PercentileChange.between(uniform(4999), uniform(5000), 99.9, 0.95, 1))
                .isEmpty();
        assertThat(PercentileChange.between(uniform(5000), uniform(5000), 99.9, 0.95, 1))
                .isPresent();
        assertThat(PercentileChange.between(uniform(0), uniform(5000), 50, 0.95, 1))
                .isEmpty();
    }

    @Test
    void valuesThatAreAllOne_haveAnIntervalOfThatValue() {
        Histogram histogram = new Histogram(3);
        histogram.recordValueWithCount(1000, 200);

        assertThat(PercentileChange.between(histogram, histogram, 50, 0.95, 1)
                        .orElseThrow()
                        .difference())
                .isEqualTo(new Estimate(0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 100, -1, Double.NaN})
    void percentileThatIsNone_isRefused(double percentile) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PercentileChange.between(uniform(100), uniform(100), percentile, 0.95, 1));
    }

    private static Histogram uniform(int values) {
        Histogram histogram = new Histogram(5);
        for (int value = 1; value <= values; value++) {
            histogram.recordValue(value);
        }
        return histogram;
    }

    private static Histogram histogram(long[] values) {
        Histogram histogram = new Histogram(5);
        for (long value : values) {
            histogram.recordValue(value);
        }
        return histogram;
    }

    private static long[] exponential(int count, double mean, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] values = new long[count];
        Arrays.setAll(values, i -> (long) (-mean * Math.log(1 - random.nextDouble())));
        return values;
    }

    private static long[] resample(long[] values, SplittableRandom random) {
        long[] resampled = new long[values.length];
        Arrays.setAll(resampled, i -> values[random.nextInt(values.length)]);
        return resampled;
    }

    private static double percentile90(long[] values) {
        Arrays.sort(values);
        return values[(int) Math.ceil(values.length * 0.9) - 1];
    }
}
