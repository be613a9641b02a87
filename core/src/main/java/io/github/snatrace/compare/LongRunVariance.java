package io.github.snatrace.compare;

import java.util.List;

/**
 * Estimates the variance of the sum of a series whose neighbours are correlated, from its slowest cosines.
 *
 * <p>The coefficient of a series at a cosine of low frequency has the variance of the sum, whatever the correlation, as
 * long as one period of the cosine is long against it. The mean square of the first few coefficients is the
 * equal-weighted cosine estimate of Müller (2004), which Lazarus, Lewis, Stock and Watson (2018) recommend: {@code n}
 * coefficients have {@code n} degrees of freedom of Student's t, so that an interval says by itself how little a short
 * series tells. The more persistent the correlation, the fewer coefficients are taken, such that the bias, which makes
 * intervals too narrow, stays below a hundredth; where even the fewest have more, it is corrected for.
 *
 * <p>The series are the residuals of one or more runs, each with the sum 0.
 *
 * @param variance of the sum of all runs
 * @param degreesOfFreedom the number of coefficients that it was taken from
 */
record LongRunVariance(double variance, int degreesOfFreedom) {

    /** The share of the variance that may be missing before fewer coefficients are taken. */
    private static final double BIAS = 0.01;

    /** What is corrected for at most, for the correlation is itself an estimate. */
    private static final double MOST_CORRECTED = 0.3;

    /** Intervals that a coefficient needs, so that bursts over a few of them are not taken for the whole spectrum. */
    private static final int INTERVALS_A_COEFFICIENT = 20;

    /** Of the rule of Lazarus and others for the number of coefficients, {@code 0.41 * length^(2/3)}. */
    private static final double MOST_COEFFICIENTS = 0.41;

    /** Neighbouring lags that have to be insignificant for the correlation to have ended (Politis 2003). */
    private static final int QUIET_LAGS = 5;

    static LongRunVariance of(List<double[]> runs) {
        double curvature = curvature(runs);
        double variance = 0;
        int coefficients = 0;
        for (double[] run : runs) {
            int taken = coefficients(run.length, runs.size() == 1 ? 2 : 1, curvature);
            variance += meanSquare(run, taken) / (1 - Math.min(MOST_CORRECTED, bias(run.length, taken, curvature)));
            coefficients += taken;
        }
        return new LongRunVariance(variance, coefficients);
    }

    private static int coefficients(int length, int fewest, double curvature) {
        double unbiased = length * Math.sqrt(6 * BIAS / curvature) / Math.PI;
        double most = Math.min(
                (double) length / INTERVALS_A_COEFFICIENT, MOST_COEFFICIENTS * Math.cbrt((double) length * length));
        return Math.max(fewest, (int) Math.min(unbiased, most));
    }

    /**
     * The spectrum falls from its height at 0 by {@code curvature * frequency^2 / 2}; this is the mean over the
     * cosines.
     */
    private static double bias(int length, int coefficients, double curvature) {
        double slowest = Math.PI / length;
        return slowest * slowest * curvature * (coefficients + 1) * (2 * coefficients + 1) / 12;
    }

    /** The mean square of the first coefficients, in units of the variance of the sum. */
    private static double meanSquare(double[] run, int coefficients) {
        double squares = 0;
        for (int cosine = 1; cosine <= coefficients; cosine++) {
            double coefficient = 0;
            for (int i = 0; i < run.length; i++) {
                coefficient += run[i] * Math.cos(Math.PI * cosine * (i + 0.5) / run.length);
            }
            squares += 2 * coefficient * coefficient;
        }
        return squares / coefficients;
    }

    /**
     * How fast the spectrum falls beside frequency 0: the sum over all lags of {@code lag^2 * covariance} by that of
     * the covariances, through the flat-top window of Politis and Romano (1995); 0 where nothing is correlated.
     */
    private static double curvature(List<double[]> runs) {
        int length = runs.stream().mapToInt(run -> run.length).sum();
        double[] covariance = covariance(runs, length);
        int cutoff = Math.min(2 * lastCorrelatedLag(covariance, length), covariance.length - 1);
        double spectrum = covariance[0];
        double curvature = 0;
        for (int lag = 1; lag <= cutoff; lag++) {
            double flatTop = Math.min(1, 2 * (1 - (double) lag / cutoff));
            spectrum += 2 * flatTop * covariance[lag];
            curvature += 2 * flatTop * lag * lag * covariance[lag];
        }
        return spectrum > 0 ? Math.max(0, curvature / spectrum) : 0;
    }

    private static double[] covariance(List<double[]> runs, int length) {
        double[] covariance = new double[Math.min(length, (int) Math.ceil(Math.sqrt(length)) + 2 * QUIET_LAGS)];
        for (int lag = 0; lag < covariance.length; lag++) {
            for (double[] run : runs) {
                for (int i = lag; i < run.length; i++) {
                    covariance[lag] += run[i] * run[i - lag] / length;
                }
            }
        }
        return covariance;
    }

    /** The lag after which {@value #QUIET_LAGS} in a row are insignificant; at least 1. */
    private static int lastCorrelatedLag(double[] covariance, int length) {
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
