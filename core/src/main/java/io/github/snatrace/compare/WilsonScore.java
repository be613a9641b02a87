package io.github.snatrace.compare;

/**
 * Inverts the score test of a rate (Wilson 1927).
 *
 * <p>Commons Statistics has it for {@code int} counts only. Runs get longer than that, and clustered failures shrink a
 * run to an effective number of attempts that is no whole number.
 */
final class WilsonScore {

    private WilsonScore() {}

    /**
     * Bounds a rate that was seen in {@code attempts}, by 0 and 1 if that is none; the quantile is 1.96 for 95 % of a
     * normal distribution.
     */
    static Estimate estimate(double rate, double attempts, double quantile) {
        double q2 = quantile * quantile;
        double centre = (rate * attempts + q2 / 2) / (attempts + q2);
        double half = quantile * Math.sqrt(rate * (1 - rate) * attempts + q2 / 4) / (attempts + q2);
        // At rates 0 and 1 one bound is the rate itself, which rounding must not push past it.
        return new Estimate(
                rate, Math.max(0, Math.min(rate, centre - half)), Math.min(1, Math.max(rate, centre + half)));
    }
}
