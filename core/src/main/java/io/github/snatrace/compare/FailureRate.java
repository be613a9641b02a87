package io.github.snatrace.compare;

import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Is what one side of a comparison knows: its counts, and how much its failures cluster where that could be seen.
 *
 * @param clustering null where there was nothing to see it by; the attempts then count as independent
 */
public record FailureRate(Proportion counts, @Nullable Clustering clustering) {

    /** A rate of which only the counts are known. */
    public static FailureRate of(Proportion counts) {
        return new FailureRate(counts, null);
    }

    /**
     * The rate of several runs of the same thing.
     *
     * @throws IllegalArgumentException if there is no run
     */
    public static FailureRate of(List<FailureSeries> runs) {
        Clustering clustering = Clustering.of(runs).orElse(null);
        Proportion counts =
                runs.stream().map(FailureSeries::total).reduce(Proportion::plus).orElseThrow();
        return new FailureRate(counts, clustering);
    }

    /**
     * Estimates the rate as {@link Proportion#estimate} does, from the attempts that the clustering leaves: by 0 and 1
     * if it is unknown.
     */
    public Estimate estimate(double confidence) {
        return counts.estimate(effectiveAttempts(), quantile(confidence), confidence);
    }

    /** Says whether the counts bound the rate at all: not if there were too few intervals to see bursts by. */
    public boolean isBounded() {
        return clustering == null || clustering.isKnown();
    }

    /** The number of independent attempts that would tell as much as these. */
    public double effectiveAttempts() {
        return counts.attempts() / varianceInflation();
    }

    /** Wilson's limits on both sides, even where the counts are all one kind. */
    Estimate wilson(double confidence) {
        return WilsonScore.estimate(counts.rate(), effectiveAttempts(), quantile(confidence));
    }

    double varianceInflation() {
        return clustering == null ? 1 : clustering.varianceInflation();
    }

    /** Satterthwaite's: the binomial part of the variance is known, and only what is beyond it was estimated. */
    double degreesOfFreedom() {
        if (clustering == null) {
            return Double.POSITIVE_INFINITY;
        }
        double estimated = 1 - 1 / clustering.varianceInflation();
        return clustering.degreesOfFreedom() / (estimated * estimated);
    }

    /**
     * Without a single failure (or success) a side cannot show how it clusters, so that it is taken to do so as the
     * other.
     */
    FailureRate clusteredAtLeastAs(FailureRate other) {
        boolean silent = counts.failures() == 0 || counts.failures() == counts.attempts();
        return silent && clustering == null ? new FailureRate(counts, other.clustering) : this;
    }

    private double quantile(double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("a confidence is between 0 and 1, got " + confidence);
        }
        double tail = (1 - confidence) / 2;
        double freedom = degreesOfFreedom();
        return Double.isInfinite(freedom)
                ? NormalDistribution.of(0, 1).inverseSurvivalProbability(tail)
                : TDistribution.of(freedom).inverseSurvivalProbability(tail);
    }
}
