package io.github.snatrace.compare;

import java.util.List;

/**
 * Estimates the variance of the sum of a series whose neighbours are correlated, by the circular block bootstrap.
 *
 * <p>The series are the residuals of one or more runs, each with the sum 0.
 */
final class BlockBootstrap {

    /** Neighbouring lags that have to be insignificant for the correlation to have ended (Politis and White's K_N). */
    private static final int QUIET_LAGS = 5;

    private final List<double[]> runs;
    private final int length;
    private final int blockLength;

    BlockBootstrap(List<double[]> runs) {
        this.runs = runs;
        this.length = runs.stream().mapToInt(run -> run.length).sum();
        int shortest = runs.stream().mapToInt(run -> run.length).min().orElse(0);
        this.blockLength = Math.max(1, Math.min(automaticBlockLength(), shortest / 4));
    }

    /** The longest of the blocks that the variance is taken from. */
    int blockLength() {
        return blockLength;
    }

    /** The variance of the sum of all runs. */
    double variance() {
        if (blockLength == 1) {
            return variance(1);
        }
        // The bias is proportional to 1 / length, so this combination is without it. Noise can turn that around.
        int half = blockLength / 2;
        double shorter = variance(half);
        return Math.max(shorter, (blockLength * variance(blockLength) - half * shorter) / (blockLength - half));
    }

    /**
     * The variance of the sum over all resamples in blocks of {@code blocks} neighbours: the mean square of the block sums, for
     * every interval starts one. Residuals from their own mean are too small, by the share of a block in its run.
     */
    double variance(int blocks) {
        double variance = 0;
        for (double[] run : runs) {
            double sum = 0;
            for (int i = 0; i < blocks; i++) {
                sum += run[i % run.length];
            }
            double squares = 0;
            for (int i = 0; i < run.length; i++) {
                squares += sum * sum;
                sum += run[(i + blocks) % run.length] - run[i];
            }
            variance += run.length > blocks ? squares / blocks * run.length / (run.length - blocks) : 0;
        }
        return variance;
    }

    /** Twice the length that is best for the variance alone: it is the longer of the two that are combined. */
    private int automaticBlockLength() {
        double[] covariance = new double[Math.min(length, (int) Math.ceil(Math.sqrt(length)) + 2 * QUIET_LAGS)];
        for (int lag = 0; lag < covariance.length; lag++) {
            for (double[] run : runs) {
                for (int i = lag; i < run.length; i++) {
                    covariance[lag] += run[i] * run[i - lag] / length;
                }
            }
        }
        int cutoff = Math.min(2 * lastCorrelatedLag(covariance), covariance.length - 1);
        double spectrum = covariance[0];
        double curvature = 0;
        for (int lag = 1; lag <= cutoff; lag++) {
            double flatTop = Math.min(1, 2 * (1 - (double) lag / cutoff));
            spectrum += 2 * flatTop * covariance[lag];
            curvature += 2 * flatTop * lag * covariance[lag];
        }
        if (!(spectrum > 0)) {
            return 1;
        }
        double best = Math.cbrt(1.5 * curvature * curvature / (spectrum * spectrum) * length);
        return best < 1.5 ? 1 : 2 * (int) Math.round(best);
    }

    /** The lag after which {@value #QUIET_LAGS} in a row are insignificant; at least 1. */
    private int lastCorrelatedLag(double[] covariance) {
        double significant = 2 * Math.sqrt(Math.log10(length) / length) * covariance[0];
        int last = 0;
        for (int lag = 1; lag < covariance.length && lag <= last + QUIET_LAGS; lag++) {
            if (Math.abs(covariance[lag]) >= significant) {
                last = lag;
            }
        }
        return Math.max(1, last);
    }
}
