package io.github.snatrace.compare;

import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Says how much more the failure rate of a run varies than it would if every attempt failed on its own.
 *
 * <p>The failures of a race come in bursts, so that 100 of them may tell no more than 20 that are independent. The
 * variance inflation is the factor between the two, and never below 1: a run is worth {@code attempts /
 * varianceInflation} independent attempts.
 *
 * @param varianceInflation the variance of the rate over the binomial one; infinite where the intervals were too few to
 *     tell
 * @param unit what the variance was seen between
 * @param units how many of those there were
 * @param degreesOfFreedom of the estimate; few make an interval wider
 */
public record Clustering(double varianceInflation, Unit unit, int units, double degreesOfFreedom) {

    /**
     * With fewer intervals than this, bursts over a few of them may well not have happened yet, and no estimate makes
     * up for what did not happen. The rate then has no interval.
     */
    public static final int FEWEST_INTERVALS = 60;

    /** With fewer, the spread between runs is hardly known. */
    private static final int FEWEST_RUNS = 3;

    /** Error rate at which runs count as different from each other. */
    private static final double HETEROGENEITY = 0.05;

    public Clustering {
        if (!(varianceInflation >= 1 && degreesOfFreedom >= 1)) {
            throw new IllegalArgumentException(
                    "variance inflation " + varianceInflation + " with " + degreesOfFreedom + " degrees of freedom");
        }
    }

    /** What a variance was seen between. */
    public enum Unit {
        /** The intervals of the runs. */
        INTERVAL,
        /** Whole runs, because they differ more than their intervals explain. */
        RUN
    }

    /**
     * Estimates the clustering in the runs of one side from the slow variation of their intervals, in which bursts stay
     * whole.
     *
     * <p>Three and more runs that differ more than their intervals explain, or whose intervals are fewer than {@value
     * #FEWEST_INTERVALS}, become the units themselves, so that a bad day among good ones is not taken for a thousand
     * bad intervals. Two runs say too little about how runs vary; whether they {@link #differ} is worth knowing all the
     * same.
     *
     * @return empty where there is nothing to estimate from: totals alone and no runs that differ, or failures of all
     *     attempts or of none
     */
    public static Optional<Clustering> of(List<FailureSeries> runs) {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("clustering needs a run, got none");
        }
        Optional<Clustering> within = withinRuns(runs);
        boolean seen = within.map(Clustering::isKnown).orElse(true);
        if (runs.size() < FEWEST_RUNS || (seen && !differ(runs))) {
            return within;
        }
        return Optional.of(new Clustering(Math.max(1, betweenRuns(runs)), Unit.RUN, runs.size(), runs.size() - 1.0));
    }

    /** Says whether there was enough to see bursts by; if not, the rate has no interval. */
    public boolean isKnown() {
        return varianceInflation < Double.POSITIVE_INFINITY;
    }

    /** Says whether runs differ more than the failures within them explain, in a test with the error rate 0.05. */
    public static boolean differ(List<FailureSeries> runs) {
        if (runs.size() < 2) {
            return false;
        }
        double explained = withinRuns(runs).map(Clustering::varianceInflation).orElse(1.0);
        double freedom = runs.size() - 1.0;
        double chiSquare = freedom * betweenRuns(runs) / explained;
        return ChiSquaredDistribution.of(freedom).survivalProbability(chiSquare) < HETEROGENEITY;
    }

    /** From the runs that have intervals, with their own rates: what lies between the runs is not seen here. */
    private static Optional<Clustering> withinRuns(List<FailureSeries> runs) {
        List<FailureSeries> divided =
                runs.stream().filter(run -> run.intervals().size() > 1).toList();
        int intervals = divided.stream().mapToInt(run -> run.intervals().size()).sum();
        double binomialVariance = divided.stream()
                .map(FailureSeries::total)
                .mapToDouble(total -> total.attempts() * spread(total))
                .sum();
        if (binomialVariance == 0) {
            return Optional.empty();
        }
        if (intervals < FEWEST_INTERVALS) {
            return Optional.of(new Clustering(Double.POSITIVE_INFINITY, Unit.INTERVAL, intervals, 1));
        }
        LongRunVariance seen =
                LongRunVariance.of(divided.stream().map(Clustering::residuals).toList());
        return Optional.of(new Clustering(
                Math.max(1, seen.variance() / binomialVariance), Unit.INTERVAL, intervals, seen.degreesOfFreedom()));
    }

    /**
     * Pearson's estimate of the dispersion: the mean of the squared standardised differences of the runs from the rate
     * of all.
     */
    private static double betweenRuns(List<FailureSeries> runs) {
        Proportion all = total(runs);
        if (spread(all) == 0) {
            return 0;
        }
        double chiSquare = 0;
        for (FailureSeries run : runs) {
            Proportion total = run.total();
            double residual = total.failures() - all.rate() * total.attempts();
            chiSquare += residual * residual / (total.attempts() * spread(all));
        }
        return chiSquare / (runs.size() - 1);
    }

    private static Proportion total(List<FailureSeries> runs) {
        return runs.stream().map(FailureSeries::total).reduce(Proportion::plus).orElseThrow();
    }

    private static double spread(Proportion total) {
        return total.rate() * (1 - total.rate());
    }

    private static double[] residuals(FailureSeries run) {
        double rate = run.total().rate();
        return run.intervals().stream()
                .mapToDouble(interval -> interval.failures() - rate * interval.attempts())
                .toArray();
    }
}
