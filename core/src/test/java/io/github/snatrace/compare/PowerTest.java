package io.github.snatrace.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PowerTest {

    /**
     * The formula of R's {@code power.prop.test} in mpmath, rounded up; its manual has the first line as {@code n =
     * 76.7}.
     */
    @ParameterizedTest
    @CsvSource({
        "0.5, 0.75, 0.05, 0.9, 77",
        "0.0223, 0.001, 0.05, 0.8, 398",
        "0.0223, 0.0178, 0.05, 0.8, 15230",
        "0.0178, 0.0223, 0.05, 0.8, 15230",
        "0.001, 0, 0.05, 0.8, 7844",
        "0.01, 0.005, 0.01, 0.95, 10605",
        "0.02, 0.021, 0.05, 0.8, 315206",
    })
    void attemptsPerSide_isTheUsualFormula(double from, double to, double alpha, double power, long attempts) {
        assertThat(new Power(alpha, power, 1).attemptsPerSide(from, to)).isEqualTo(attempts);
    }

    @Test
    void attemptsPerSide_growsWithTheVarianceInflation() {
        // 4 * 15229.9093457
        assertThat(new Power(0.05, 0.8, 4).attemptsPerSide(0.0223, 0.0178)).isEqualTo(60_920);
    }

    /** Expected: the formula above in mpmath, solved for the second rate by bisection. */
    @ParameterizedTest
    @CsvSource({
        "0.02, 5000, 0.012876236009015, 0.028629212277311",
        "0.5, 100, 0.30677484907019, 0.69322515092981",
    })
    void detectable_isTheInverse(double base, long attempts, double below, double above) {
        Power power = new Power(0.05, 0.8, 1);

        assertThat(power.detectableBelow(base, attempts).orElseThrow()).isCloseTo(below, within(1e-9));
        assertThat(power.detectableAbove(base, attempts).orElseThrow()).isCloseTo(above, within(1e-9));
    }

    @Test
    void detectableBelow_isEmptyWhereEvenNoFailureAtAllProvesNothing() {
        assertThat(new Power(0.05, 0.8, 1).detectableBelow(0.001, 5000)).isEmpty();
        assertThat(new Power(0.05, 0.8, 1).detectableBelow(0.001, 7844)).hasValueCloseTo(0.0, within(1e-6));
        assertThat(new Power(0.05, 0.8, 1).detectableBelow(0, 1000)).isEmpty();
    }

    /** Expected: mpmath, as above. */
    @Test
    void detectableAbove_noFailureIsMoreThanNothing() {
        assertThat(new Power(0.05, 0.8, 1).detectableAbove(0, 5000)).hasValueCloseTo(0.001568175298257, within(1e-9));
        assertThat(new Power(0.05, 0.8, 1).detectableAbove(0, 1)).isEmpty();
        assertThat(new Power(0.05, 0.8, 1).detectableAbove(1, 1000)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0.02, 0.02", "-0.1, 0.02", "0.02, 1.1", "NaN, 0.02", "0.02, NaN"})
    void ratesWithoutAChange_areRefused(double from, double to) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Power(0.05, 0.8, 1).attemptsPerSide(from, to));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.8, 1", "1, 0.8, 1", "0.05, 1, 1", "0.05, 0.05, 1", "0.05, 0.8, 0.9", "0.05, 0.8, NaN"})
    void settingsThatMakeNoTest_areRefused(double alpha, double power, double varianceInflation) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Power(alpha, power, varianceInflation));
    }
}
