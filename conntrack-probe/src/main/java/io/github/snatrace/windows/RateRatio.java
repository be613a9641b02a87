package io.github.snatrace.windows;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * How many times as much a second rate loses as a first.
 *
 * <p>Given all losses of both, those of the second are a share of them; that share has exact limits (Clopper and
 * Pearson), and they give the ratio's (Przyborowski and Wilenski 1940).
 *
 * @param ratio the second rate by the first; infinite if only the second lost, not a number if neither did
 * @param limits what it lies between
 * @param pValue how likely a difference at least as large would be if both had one rate (two-sided)
 */
public record RateRatio(double ratio, Limits limits, double pValue) {

    /** Compares two rates. */
    public static RateRatio of(LossRate first, LossRate second, double confidence) {
        double dispersion = Math.max(first.dispersion(), second.dispersion());
        return of(
                first.lost() / dispersion,
                first.exposure(),
                second.lost() / dispersion,
                second.exposure(),
                confidence,
                second.rate() / first.rate());
    }

    private static RateRatio of(
            double first, double firstExposure, double second, double secondExposure, double confidence, double ratio) {
        double both = first + second;
        if (both == 0) {
            return new RateRatio(Double.NaN, new Limits(0, Double.POSITIVE_INFINITY), 1);
        }
        double tail = (1 - confidence) / 2;
        double low = second == 0 ? 0 : BetaDistribution.of(second, first + 1).inverseCumulativeProbability(tail);
        double high = first == 0 ? 1 : BetaDistribution.of(second + 1, first).inverseSurvivalProbability(tail);
        double expected = secondExposure / (firstExposure + secondExposure);
        double atLeast =
                second == 0 ? 1 : BetaDistribution.of(second, first + 1).cumulativeProbability(expected);
        double atMost = first == 0 ? 1 : BetaDistribution.of(second + 1, first).survivalProbability(expected);
        double scale = firstExposure / secondExposure;
        return new RateRatio(
                ratio, new Limits(odds(low) * scale, odds(high) * scale), Math.min(1, 2 * Math.min(atLeast, atMost)));
    }

    private static double odds(double share) {
        return share >= 1 ? Double.POSITIVE_INFINITY : share / (1 - share);
    }

    /** Returns whether the second loses less, for certain enough. */
    public boolean isLess() {
        return limits.high() < 1;
    }

    /** Returns whether the second loses more, for certain enough. */
    public boolean isMore() {
        return limits.low() > 1;
    }
}
