package io.github.snatrace.compare;

import io.github.snatrace.dial.Outcomes;

/**
 * Counts the failures among attempts, and says what rate of failure they speak for.
 *
 * <p>There is no proportion of no attempts: the rate of nothing is not zero.
 */
public record Proportion(long failures, long attempts) {

    public Proportion {
        if (attempts < 1) {
            throw new IllegalArgumentException("a proportion needs an attempt, got " + attempts);
        }
        if (failures < 0 || failures > attempts) {
            throw new IllegalArgumentException(failures + " failures of " + attempts + " attempts");
        }
    }

    /**
     * The failures among the attempts that say whether the connection could be had: those that ended, the cancelled
     * ones apart.
     *
     * @throws IllegalArgumentException if there was no such attempt
     */
    public static Proportion of(Outcomes outcomes) {
        return new Proportion(outcomes.failures(), outcomes.decided());
    }

    /** The share of the attempts that failed, 0 to 1. */
    public double rate() {
        return (double) failures / attempts;
    }

    /**
     * Estimates the rate behind the counts at a confidence such as 0.95.
     *
     * <p>The interval is Wilson's score interval. Counts that are all one kind bound the rate from one side only, so
     * without a failure the interval ends at the exact one-sided bound, the rate {@code p} at which {@code (1 -
     * p)^attempts} is {@code 1 - confidence}: about {@code 3 / attempts} at 95 %, the rule of three. With nothing but
     * failures it starts at its mirror image. No count of successes makes the upper bound zero.
     *
     * @throws IllegalArgumentException if the confidence is not between 0 and 1
     */
    public Estimate estimate(double confidence) {
        return FailureRate.of(this).estimate(confidence);
    }

    /**
     * Estimates the rate as if it had been seen in {@code effectiveAttempts}, which clustering makes fewer than there
     * were; {@code quantile} is the two-sided one of the distribution that the width is taken from.
     */
    Estimate estimate(double effectiveAttempts, double quantile, double confidence) {
        // expm1 and log, for 1 - x^(1/n) would lose its digits in the millions.
        double oneSided = -Math.expm1(Math.log1p(-confidence) / effectiveAttempts);
        if (failures == 0) {
            return new Estimate(0, 0, oneSided);
        }
        if (failures == attempts) {
            return new Estimate(1, 1 - oneSided, 1);
        }
        return WilsonScore.estimate(rate(), effectiveAttempts, quantile);
    }

    /** Adds the counts of two runs of the same thing. */
    public Proportion plus(Proportion other) {
        return new Proportion(Math.addExact(failures, other.failures), Math.addExact(attempts, other.attempts));
    }
}
