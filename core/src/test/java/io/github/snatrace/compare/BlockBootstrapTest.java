package io.github.snatrace.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockBootstrapTest {

    /** The closed form against what it stands for: 40,000 resamples drawn block by block. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6})
    void variance_isThatOfInfinitelyManyResamples(int blocks) {
        double[] run = bursts(60, new SplittableRandom(7));

        double closed = new BlockBootstrap(List.of(run)).variance(blocks);

        double shrinkage = (double) (run.length - blocks) / run.length;
        assertThat(closed * shrinkage)
                .isCloseTo(resampledVariance(run, blocks, 40_000, new SplittableRandom(8)), withinPercentage(4));
    }

    @Test
    void variance_ofRunsIsTheSumOfTheirs() {
        double[] one = bursts(40, new SplittableRandom(1));
        double[] other = bursts(60, new SplittableRandom(2));

        double together = new BlockBootstrap(List.of(one, other)).variance(3);

        assertThat(together)
                .isEqualTo(
                        new BlockBootstrap(List.of(one)).variance(3) + new BlockBootstrap(List.of(other)).variance(3));
    }

    @Test
    void blockLength_isOneWithoutCorrelation() {
        SplittableRandom random = new SplittableRandom(3);
        double[] noise = centred(random.doubles(200).toArray());

        assertThat(new BlockBootstrap(List.of(noise)).blockLength()).isEqualTo(1);
    }

    @Test
    void blockLength_growsWithTheLengthOfTheBursts() {
        double[] bursts = bursts(400, new SplittableRandom(4));

        assertThat(new BlockBootstrap(List.of(bursts)).blockLength()).isBetween(6, 60);
    }

    @Test
    void blockLength_leavesFourBlocksInTheShortestRun() {
        double[] longBursts = bursts(400, new SplittableRandom(4));
        double[] shortRun = bursts(20, new SplittableRandom(5));

        assertThat(new BlockBootstrap(List.of(longBursts, shortRun)).blockLength())
                .isLessThanOrEqualTo(5);
    }

    @Test
    void constantSeries_hasNoVariance() {
        BlockBootstrap bootstrap = new BlockBootstrap(List.of(new double[30]));

        assertThat(bootstrap.variance()).isZero();
        assertThat(bootstrap.blockLength()).isEqualTo(1);
    }

    private static double resampledVariance(double[] run, int blocks, int resamples, SplittableRandom random) {
        double squares = 0;
        for (int resample = 0; resample < resamples; resample++) {
            double sum = 0;
            for (int drawn = 0; drawn < run.length; drawn += blocks) {
                int start = random.nextInt(run.length);
                for (int i = 0; i < blocks; i++) {
                    sum += run[(start + i) % run.length];
                }
            }
            squares += sum * sum;
        }
        return squares / resamples;
    }

    /** A series whose neighbours have a correlation of 0.7. */
    private static double[] bursts(int length, SplittableRandom random) {
        double[] series = new double[length];
        double state = 0;
        for (int i = 0; i < length; i++) {
            state = 0.7 * state + random.nextDouble() - 0.5;
            series[i] = state;
        }
        return centred(series);
    }

    private static double[] centred(double[] series) {
        double mean = Arrays.stream(series).average().orElseThrow();
        return Arrays.stream(series).map(x -> x - mean).toArray();
    }
}
