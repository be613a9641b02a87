package io.github.snatrace.compare;

import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.apache.commons.statistics.inference.FisherExactTest;

/** Says how likely a difference at least as large would be if the two sides had one and the same rate (two-sided). */
public record Significance(Test test, double pValue) {

    /** Below this in any cell of the table, the expected count is too small for the chi-square (Cochran's rule). */
    private static final double SMALL_COUNT = 5;

    /** The test that a p value is from. */
    public enum Test {
        FISHER_EXACT,
        /** Pearson's, without continuity correction. */
        CHI_SQUARE,
        /** The score test with the variance inflated by the clustering (Rao and Scott 1992), against Student's t. */
        ADJUSTED_SCORE
    }

    static Significance of(FailureRate base, FailureRate candidate) {
        Proportion pooled = base.counts().plus(candidate.counts());
        if (base.varianceInflation() > 1 || candidate.varianceInflation() > 1) {
            return new Significance(Test.ADJUSTED_SCORE, adjustedScore(base, candidate, pooled.rate()));
        }
        long smaller = Math.min(base.counts().attempts(), candidate.counts().attempts());
        double rarer = Math.min(pooled.rate(), 1 - pooled.rate());
        if (rarer * smaller < SMALL_COUNT && pooled.attempts() <= Integer.MAX_VALUE) {
            return new Significance(Test.FISHER_EXACT, fisher(base.counts(), candidate.counts(), rarer));
        }
        return new Significance(Test.CHI_SQUARE, chiSquare(base.counts(), candidate.counts()));
    }

    private static double fisher(Proportion base, Proportion candidate, double rarer) {
        if (rarer == 0) {
            return 1;
        }
        int[][] table = {
            {(int) base.failures(), (int) (base.attempts() - base.failures())},
            {(int) candidate.failures(), (int) (candidate.attempts() - candidate.failures())}
        };
        return FisherExactTest.withDefaults().test(table).getPValue();
    }

    private static double chiSquare(Proportion base, Proportion candidate) {
        long[][] table = {
            {base.failures(), base.attempts() - base.failures()},
            {candidate.failures(), candidate.attempts() - candidate.failures()}
        };
        return ChiSquareTest.withDefaults().test(table).getPValue();
    }

    private static double adjustedScore(FailureRate base, FailureRate candidate, double rate) {
        if (base.effectiveAttempts() == 0 || candidate.effectiveAttempts() == 0) {
            return 1;
        }
        double baseVariance = rate * (1 - rate) / base.effectiveAttempts();
        double candidateVariance = rate * (1 - rate) / candidate.effectiveAttempts();
        double variance = baseVariance + candidateVariance;
        // Welch and Satterthwaite; a side whose variance is binomial adds nothing.
        double freedom = variance
                * variance
                / (baseVariance * baseVariance / base.degreesOfFreedom()
                        + candidateVariance * candidateVariance / candidate.degreesOfFreedom());
        double t = Math.abs(base.counts().rate() - candidate.counts().rate()) / Math.sqrt(variance);
        return Math.min(1, 2 * TDistribution.of(freedom).survivalProbability(t));
    }
}
