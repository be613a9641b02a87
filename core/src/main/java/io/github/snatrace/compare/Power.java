package io.github.snatrace.compare;

import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.rootfinder.BrentSolver;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Plans how many attempts a comparison needs, for a two-sided test with the error rate {@code alpha} that finds a real
 * change with the probability {@code power}.
 *
 * <p>The normal approximation for two proportions of equal size (Fleiss, Levin and Paik 2003, formula 4.14), without
 * continuity correction.
 *
 * @param varianceInflation of the failures, 1 where they are independent; see {@link Clustering}
 */
public record Power(double alpha, double power, double varianceInflation) {

    /** No plan needs to tell rates apart that are closer. */
    private static final double RESOLUTION = 1e-12;

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    public Power {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha is between 0 and 1, got " + alpha);
        }
        if (!(power > alpha && power < 1)) {
            throw new IllegalArgumentException("power is between alpha, " + alpha + ", and 1, got " + power);
        }
        if (!(varianceInflation >= 1 && varianceInflation < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a variance inflation is 1 or more, got " + varianceInflation);
        }
    }

    /**
     * Says how many attempts each side needs for a change from the one rate to the other to be seen.
     *
     * @throws IllegalArgumentException if the rates are equal or not from 0 to 1
     */
    public long attemptsPerSide(double baseRate, double candidateRate) {
        requireRate(baseRate);
        requireRate(candidateRate);
        if (baseRate == candidateRate) {
            throw new IllegalArgumentException("there is no change to see from " + baseRate + " to " + candidateRate);
        }
        return (long) Math.ceil(attempts(baseRate, candidateRate));
    }

    /** The highest rate below {@code baseRate} that is told from it; empty where even no failure at all is not. */
    public OptionalDouble detectableBelow(double baseRate, long attemptsPerSide) {
        return detectable(baseRate, 0, attemptsPerSide);
    }

    /** The lowest rate above {@code baseRate} that is told from it; empty where even nothing but failures is not. */
    public OptionalDouble detectableAbove(double baseRate, long attemptsPerSide) {
        return detectable(baseRate, 1, attemptsPerSide);
    }

    private OptionalDouble detectable(double baseRate, double end, long attemptsPerSide) {
        requireRate(baseRate);
        if (attemptsPerSide < 1) {
            throw new IllegalArgumentException("a side needs an attempt, got " + attemptsPerSide);
        }
        if (baseRate == end || attempts(baseRate, end) > attemptsPerSide) {
            return OptionalDouble.empty();
        }
        double nearest = baseRate + Math.copySign(RESOLUTION, end - baseRate);
        DoubleUnaryOperator missing = rate -> attempts(baseRate, rate) - attemptsPerSide;
        if (missing.applyAsDouble(nearest) <= 0) {
            return OptionalDouble.of(nearest);
        }
        return OptionalDouble.of(
                new BrentSolver(1e-12, 1e-15, 1e-15).findRoot(missing, Math.min(nearest, end), Math.max(nearest, end)));
    }

    private double attempts(double baseRate, double candidateRate) {
        return detectableSquared(baseRate, candidateRate) / square(baseRate - candidateRate);
    }

    /** The square of the difference that one attempt a side would have to show. */
    private double detectableSquared(double baseRate, double candidateRate) {
        double mean = (baseRate + candidateRate) / 2;
        double significant = NORMAL.inverseSurvivalProbability(alpha / 2) * Math.sqrt(2 * mean * (1 - mean));
        double found = NORMAL.inverseCumulativeProbability(power)
                * Math.sqrt(baseRate * (1 - baseRate) + candidateRate * (1 - candidateRate));
        return varianceInflation * square(significant + found);
    }

    private static double square(double x) {
        return x * x;
    }

    private static void requireRate(double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("a rate is from 0 to 1, got " + rate);
        }
    }
}
