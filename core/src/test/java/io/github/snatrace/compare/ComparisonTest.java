package io.github.snatrace.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.snatrace.stats.Series;
import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ComparisonTest {

    private static final Offset<Double> DIGITS = within(1e-11);

    /** The figures of the original's README, which prints 2.05 % for the first. */
    private static final Proportion PLAIN = new Proportion(2268, 101_498);

    private static final Proportion RANDOM_FULLY = new Proportion(102, 100_370);

    /**
     * Difference: mpmath with 40 digits, squared and added from the roots of Wilson's quadratic; the lines from 48/80
     * on are also in table II of Newcombe 1998 (method 10), to four places.
     *
     * <p>Ratio: mpmath, by bisection of the definition, the R at which a limit of {@code candidate - R * base} is 0,
     * and not by the closed form used here.
     */
    @ParameterizedTest
    @CsvSource({
        "2268, 101498, 102, 100370, -0.0213290279747276, -0.0222736657136428, -0.0204115829693407,"
                + " 0.0454789764643307, 0.0373225789273129, 0.0554446790948879",
        "102, 100370, 2268, 101498, 0.0213290279747276, 0.0204115829693407, 0.0222736657136428,"
                + " 21.9881817433667, 18.0359958128462, 26.793432521036",
        "10, 5000, 0, 5000, -0.002, -0.00367788427633301, -0.000806937733209058, 0, 0, 0.431458800936754",
        "0, 5000, 10, 5000, 0.002, 0.000806937733209058, 0.00367788427633301, Infinity, 2.31771839589056, Infinity",
        "0, 5000, 0, 5000, 0, -0.000767701945057124, 0.000767701945057124, NaN, 0, Infinity",
        "100, 10000, 100, 10000, 0, -0.00278294507312506, 0.00278294507312506, 1, 0.759315137501305, 1.31697624689891",
        "48, 80, 56, 70, 0.2, 0.0524314724023649, 0.333872654036906, 1.33333333333333, 1.0782946132403, "
                + "1.66291996651108",
        "3, 10, 9, 10, 0.6, 0.170522723934503, 0.809017973535488, 3, 1.32239650700779, 8.36890611574107",
        "2, 7, 6, 7, 0.571428571428571, 0.0582279274823122, 0.806249637524228, 3, 1.10816035579877, 10.4643112132739",
        "0, 29, 5, 56, 0.0892857142857143, -0.0381371479035369, 0.192560013855112, Infinity, 0.629241227484873, "
                + "Infinity",
        "0, 20, 0, 10, 0, -0.161125158052819, 0.277532799862889, NaN, 0, Infinity",
        "0, 20, 10, 10, 1, 0.679086037141915, 1, Infinity, 5.96254597462124, Infinity",
    })
    void intervals_areThoseOfWilsonsLimits(
            long baseFailures,
            long baseAttempts,
            long failures,
            long attempts,
            double difference,
            double differenceLow,
            double differenceHigh,
            double ratio,
            double ratioLow,
            double ratioHigh) {
        Comparison comparison =
                Comparison.of(new Proportion(baseFailures, baseAttempts), new Proportion(failures, attempts), 0.95);

        assertClose(comparison.difference(), difference, differenceLow, differenceHigh);
        assertClose(comparison.riskRatio(), ratio, ratioLow, ratioHigh);
    }

    @Test
    void originalsFigures_areTwoPercentAgainstATenth() {
        Comparison comparison = Comparison.of(PLAIN, RANDOM_FULLY, 0.95);

        assertThat(comparison.baseRate().value()).isCloseTo(0.0223, within(5e-5));
        assertThat(comparison.candidateRate().value()).isCloseTo(0.0010, within(5e-5));
        assertThat(comparison.riskRatio().value()).isCloseTo(0.0455, within(5e-5));
        assertThat(comparison.verdict()).isEqualTo(Change.BETTER);
    }

    /**
     * Katz's log interval (SciPy 1.17.1, {@code contingency.relative_risk}) must be near where counts are this large.
     */
    @Test
    void riskRatio_isNearKatzsIntervalForLargeCounts() {
        Estimate ratio = Comparison.of(PLAIN, RANDOM_FULLY, 0.95).riskRatio();

        assertThat(ratio.low()).isCloseTo(0.03730251858123574, within(5e-5));
        assertThat(ratio.high()).isCloseTo(0.0554476581987034, within(5e-5));
    }

    /** Expected: SciPy 1.17.1, {@code fisher_exact} and {@code chi2_contingency(correction=False)}. */
    @ParameterizedTest
    @CsvSource({
        "2, 7, 6, 7, FISHER_EXACT, 0.10256410256410256",
        "3, 10, 9, 10, FISHER_EXACT, 0.019766611097880443",
        "0, 29, 5, 56, FISHER_EXACT, 0.16062144320947108",
        "0, 20, 10, 10, FISHER_EXACT, 3.3283391604231174e-08",
        "0, 5000, 0, 5000, FISHER_EXACT, 1",
        "40, 40, 30, 30, FISHER_EXACT, 1",
        "48, 80, 56, 70, CHI_SQUARE, 0.008045081368196582",
        "10, 5000, 0, 5000, CHI_SQUARE, 0.0015569167617219928",
        "100, 10000, 100, 10000, CHI_SQUARE, 1",
    })
    void significance_isExactWhereCountsAreSmall(
            long baseFailures, long baseAttempts, long failures, long attempts, Significance.Test test, double pValue) {
        Significance significance = Comparison.of(
                        new Proportion(baseFailures, baseAttempts), new Proportion(failures, attempts), 0.95)
                .significance();

        assertThat(significance.test()).isEqualTo(test);
        assertThat(significance.pValue()).isCloseTo(pValue, within(1e-12));
    }

    @Test
    void significance_ofMoreAttemptsThanAnIntHolds_isTheChiSquare() {
        Significance significance = Comparison.of(
                        new Proportion(1, 3_000_000_000L), new Proportion(2, 3_000_000_000L), 0.95)
                .significance();

        assertThat(significance.test()).isEqualTo(Significance.Test.CHI_SQUARE);
        assertThat(significance.pValue()).isBetween(0.5, 0.6);
    }

    @ParameterizedTest
    @CsvSource({
        "200, 10000, 100, 10000, BETTER",
        "100, 10000, 200, 10000, WORSE",
        "100, 10000, 110, 10000, NO_CHANGE",
        "1, 5000, 0, 5000, NO_CHANGE",
        "0, 5000, 0, 5000, NO_CHANGE",
    })
    void verdict_comesFromTheIntervalOfTheDifference(
            long baseFailures, long baseAttempts, long failures, long attempts, Change verdict) {
        Comparison comparison =
                Comparison.of(new Proportion(baseFailures, baseAttempts), new Proportion(failures, attempts), 0.95);

        assertThat(comparison.verdict()).isEqualTo(verdict);
    }

    @Test
    void clusteredFailures_widenTheIntervalAndRaiseThePValue() {
        Proportion base = new Proportion(200, 10_000);
        Proportion candidate = new Proportion(150, 10_000);
        Clustering fivefold = new Clustering(5, Clustering.Unit.INTERVAL, 100, 99);

        Comparison alone = Comparison.of(base, candidate, 0.95);
        Comparison clustered =
                Comparison.of(new FailureRate(base, fivefold), new FailureRate(candidate, fivefold), 0.95);

        assertThat(alone.verdict()).isEqualTo(Change.BETTER);
        assertThat(clustered.verdict()).isEqualTo(Change.NO_CHANGE);
        assertThat(clustered.difference().value()).isEqualTo(alone.difference().value());
        assertThat(clustered.difference().low()).isLessThan(alone.difference().low());
        assertThat(clustered.baseRate().high()).isGreaterThan(alone.baseRate().high());
        assertThat(clustered.significance().test()).isEqualTo(Significance.Test.ADJUSTED_SCORE);
        // SciPy 1.17.1: 2 * t.sf(0.005 / sqrt(0.0175 * 0.9825 * 2 / 2000), 2 * 99 / 0.8**2)
        assertThat(clustered.significance().pValue()).isCloseTo(0.22880591731220085, within(1e-9));
    }

    @Test
    void sideWithoutFailures_isTakenToClusterAsTheOther() {
        FailureRate base =
                new FailureRate(new Proportion(100, 5000), new Clustering(4, Clustering.Unit.INTERVAL, 60, 29));

        Comparison comparison = Comparison.of(base, FailureRate.of(new Proportion(0, 5000)), 0.95);

        assertThat(comparison.candidateRate().high())
                .isCloseTo(new Proportion(0, 1250).estimate(0.95).high(), within(1e-12));
        assertThat(comparison.verdict()).isEqualTo(Change.BETTER);
    }

    @Test
    void steadySeries_comparesAsItsTotalDoes() {
        List<FailureSeries> base = List.of(new FailureSeries(Collections.nCopies(60, new Series.Interval(5, 500))));
        List<FailureSeries> candidate =
                List.of(new FailureSeries(Collections.nCopies(60, new Series.Interval(1, 500))));

        Comparison comparison = Comparison.of(FailureRate.of(base), FailureRate.of(candidate), 0.95);

        assertThat(comparison.difference())
                .isEqualTo(Comparison.of(new Proportion(300, 30_000), new Proportion(60, 30_000), 0.95)
                        .difference());
    }

    @Test
    void tooFewIntervalsToSeeBurstsBy_boundNothing() {
        FailureRate few =
                FailureRate.of(List.of(new FailureSeries(Collections.nCopies(59, new Series.Interval(5, 500)))));
        FailureRate enough =
                FailureRate.of(List.of(new FailureSeries(Collections.nCopies(60, new Series.Interval(1, 500)))));

        Comparison comparison = Comparison.of(few, enough, 0.95);

        assertThat(comparison.baseRate()).isEqualTo(new Estimate(0.01, 0, 1));
        assertThat(comparison.verdict()).isEqualTo(Change.NO_CHANGE);
        assertThat(comparison.significance().pValue()).isEqualTo(1);
        assertThat(comparison.riskRatio().high()).isInfinite();
    }

    private static void assertClose(Estimate estimate, double value, double low, double high) {
        assertThat(estimate.value()).isEqualTo(value, DIGITS);
        assertThat(estimate.low()).isEqualTo(low, DIGITS);
        assertThat(estimate.high()).isEqualTo(high, DIGITS);
    }
}
