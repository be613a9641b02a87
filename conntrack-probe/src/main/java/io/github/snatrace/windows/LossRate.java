package io.github.snatrace.windows;

import org.apache.commons.statistics.distribution.GammaDistribution;

/**
 * Losses for what was going on.
 *
 * @param lost how many packets were lost
 * @param exposure for how much, more than 0
 * @param dispersion by how much the losses vary more than independent ones would, 1 or more: they come in bursts
 */
public record LossRate(long lost, double exposure, double dispersion) {

    /** Refuses what can be no rate. */
    public LossRate {
        if (lost < 0 || !(exposure > 0) || !(dispersion >= 1)) {
            throw new IllegalArgumentException(lost + " lost for " + exposure + ", dispersion " + dispersion);
        }
    }

    /** Returns the losses for one of the exposure. */
    public double rate() {
        return lost / exposure;
    }

    /**
     * Returns the rates that these losses speak for: Garwood's exact limits of a Poisson rate, with as many losses as
     * independent ones would have told. Without a loss the upper limit is the one-sided one: three for all that was
     * going on, at a confidence of 0.95.
     */
    public Limits limits(double confidence) {
        double seen = lost / dispersion;
        double effective = exposure / dispersion;
        if (lost == 0) {
            return new Limits(0, -Math.log1p(-confidence) / effective);
        }
        double tail = (1 - confidence) / 2;
        return new Limits(
                GammaDistribution.of(seen, 1).inverseCumulativeProbability(tail) / effective,
                GammaDistribution.of(seen + 1, 1).inverseSurvivalProbability(tail) / effective);
    }
}
