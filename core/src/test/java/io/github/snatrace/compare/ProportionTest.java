package io.github.snatrace.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Outcomes;
import java.util.Map;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProportionTest {

    private static final Offset<Double> DIGITS = within(1e-12);

    /** Bounds: SciPy 1.17.1, {@code binomtest(x, n).proportion_ci(confidence, method='wilson')}. */
    @ParameterizedTest
    @CsvSource({
        "2268, 101498, 0.95, 0.02145388765686146, 0.023272802948673108",
        "102, 100370, 0.95, 0.0008373009080621384, 0.0012333726439306188",
        "102, 100370, 0.99, 0.0007880847124946935, 0.0013103607755214999",
        "1, 10, 0.95, 0.017876213095072896, 0.4041500267952385",
        "5, 10, 0.95, 0.236593090512564, 0.7634069094874361",
        "9, 10, 0.95, 0.5958499732047615, 0.9821237869049271",
        "1, 5000, 0.95, 3.5305783439365155e-05, 0.0011320890808397361",
        "3, 4000000000, 0.95, 2.550676821231177e-10, 2.2052970206875664e-09",
    })
    void estimate_isWilsons(long failures, long attempts, double confidence, double low, double high) {
        Estimate estimate = new Proportion(failures, attempts).estimate(confidence);

        assertThat(estimate.value()).isEqualTo((double) failures / attempts);
        assertThat(estimate.low()).isCloseTo(low, DIGITS);
        assertThat(estimate.high()).isCloseTo(high, DIGITS);
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "1, 100000", "17, 333", "99999, 100000", "2147483646, 2147483647"})
    void estimate_agreesWithTheLibraryWhereThatReaches(int failures, int attempts) {
        var expected = BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(attempts, failures, 0.05);

        Estimate estimate = new Proportion(failures, attempts).estimate(0.95);

        assertThat(estimate.low()).isCloseTo(expected.getLowerBound(), DIGITS);
        assertThat(estimate.high()).isCloseTo(expected.getUpperBound(), DIGITS);
    }

    /** Bounds: mpmath with 30 digits, {@code 1 - (1 - confidence)**(1/n)}. */
    @ParameterizedTest
    @CsvSource({
        "5000, 0.95, 0.000598967002314914",
        "5000, 0.99, 0.000920610015538231",
        "1, 0.95, 0.95",
        "100370, 0.95, 2.98464438313648e-5",
        "3000000000, 0.95, 9.98577424019419e-10",
    })
    void estimate_withoutFailuresIsTheExactUpperBound(long attempts, double confidence, double high) {
        Estimate estimate = new Proportion(0, attempts).estimate(confidence);

        assertThat(estimate.value()).isZero();
        assertThat(estimate.low()).isZero();
        assertThat(estimate.high()).isCloseTo(high, within(1e-14 + high * 1e-12));
    }

    @Test
    void of_outcomes_leavesOutCancelledAttempts() {
        Outcomes outcomes = new Outcomes(Map.of(Outcome.CONNECTED, 6L, Outcome.TIMED_OUT, 2L, Outcome.CANCELLED, 90L));

        assertThat(Proportion.of(outcomes)).isEqualTo(new Proportion(2, 8));
    }

    @Test
    void of_outcomes_thatAreAllCancelled_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Proportion.of(new Outcomes(Map.of(Outcome.CANCELLED, 3L))))
                .withMessage("a proportion needs an attempt, got 0");
    }

    @Test
    void estimate_withoutSuccessesIsTheMirrorImage() {
        assertThat(new Proportion(40, 40).estimate(0.95))
                .isEqualTo(
                        new Estimate(1, 1 - new Proportion(0, 40).estimate(0.95).high(), 1));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "-0.5", "95", "NaN"})
    void estimate_refusesAConfidenceThatIsNone(double confidence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Proportion(1, 10).estimate(confidence))
                .withMessageContaining(Double.toString(confidence));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, 10", "11, 10", "0, -1"})
    void countsThatCannotBe_areRefused(long failures, long attempts) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Proportion(failures, attempts));
    }

    @Test
    void plus_addsWhatTheOriginalsReadmeAdds() {
        Proportion sum = new Proportion(1439, 49_571).plus(new Proportion(829, 51_927));

        assertThat(sum).isEqualTo(new Proportion(2268, 101_498));
        assertThat(sum.rate()).isCloseTo(0.0223453, within(1e-7));
    }
}
