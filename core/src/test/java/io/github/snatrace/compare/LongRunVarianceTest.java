package io.github.snatrace.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LongRunVarianceTest {

    /** 2,000 values of variance 1: their sum has the variance 2,000, of which 65 coefficients know it to a fifth. */
    @Test
    void uncorrelatedSeries_hasTheVarianceOfItsParts() {
        LongRunVariance seen = LongRunVariance.of(List.of(series(2_000, 0, new SplittableRandom(1))));

        assertThat(seen.degreesOfFreedom()).isEqualTo(65);
        assertThat(seen.variance()).isBetween(0.6 * 2_000, 1.6 * 2_000);
    }

    /**
     * With a correlation of 0.8 between neighbours the sum varies (1 + 0.8) / (1 - 0.8) = 9 times as much as its parts
     * do.
     */
    @Test
    void correlatedSeries_hasTheVarianceOfItsSum() {
        double mean = IntStream.range(0, 200)
                .mapToDouble(seed -> LongRunVariance.of(List.of(series(2_000, 0.8, new SplittableRandom(seed))))
                        .variance())
                .average()
                .orElseThrow();

        assertThat(mean / 2_000).isCloseTo(9, within(0.6));
    }

    @Test
    void longerBursts_leaveFewerCoefficients() {
        LongRunVariance shortBursts = LongRunVariance.of(List.of(series(2_000, 0.5, new SplittableRandom(2))));
        LongRunVariance longBursts = LongRunVariance.of(List.of(series(2_000, 0.95, new SplittableRandom(2))));

        assertThat(longBursts.degreesOfFreedom()).isBetween(2, shortBursts.degreesOfFreedom() / 3);
    }

    @Test
    void shortSeries_haveACoefficientForEachTwentyIntervals() {
        assertThat(LongRunVariance.of(List.of(series(60, 0, new SplittableRandom(3))))
                        .degreesOfFreedom())
                .isEqualTo(3);
    }

    @Test
    void runs_addTheirVariancesAndTheirFreedom() {
        double[] one = series(100, 0, new SplittableRandom(4));
        double[] twice = Arrays.stream(one).map(value -> 2 * value).toArray();

        LongRunVariance alone = LongRunVariance.of(List.of(one));
        LongRunVariance both = LongRunVariance.of(List.of(one, twice));

        assertThat(both.variance()).isCloseTo(5 * alone.variance(), within(1e-9));
        assertThat(both.degreesOfFreedom()).isEqualTo(2 * alone.degreesOfFreedom());
    }

    @Test
    void constantSeries_hasNoVariance() {
        assertThat(LongRunVariance.of(List.of(new double[100])).variance()).isZero();
    }

    /** Values of variance 1 whose neighbours have the given correlation, with the sum 0. */
    private static double[] series(int length, double correlation, SplittableRandom random) {
        double[] series = new double[length];
        double state = random.nextGaussian();
        for (int i = 0; i < length; i++) {
            series[i] = state;
            state = correlation * state + Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
        }
        double mean = Arrays.stream(series).average().orElseThrow();
        return Arrays.stream(series).map(value -> value - mean).toArray();
    }
}
