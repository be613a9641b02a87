package io.github.snatrace.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The figures are those of R's poisson.test, and of SciPy's beta and gamma distributions. */
final class RateRatioTest {
    private static final Offset<Double> CLOSE = within(1e-6);

    @Test
    void limits_ofTenLosses_areGarwoods() {
        Limits limits = new LossRate(10, 2, 1).limits(0.95);

        assertThat(limits.low()).isCloseTo(4.7953887 / 2, CLOSE);
        assertThat(limits.high()).isCloseTo(18.3903560 / 2, CLOSE);
    }

    @Test
    void limits_withoutALoss_endAtTheRuleOfThree() {
        assertThat(new LossRate(0, 2, 1).limits(0.95).high()).isCloseTo(2.9957323 / 2, CLOSE);
    }

    @Test
    void limits_ofBursts_areAsWideAsThoseOfFewerLosses() {
        assertThat(new LossRate(40, 8, 4).limits(0.95)).isEqualTo(new LossRate(10, 2, 1).limits(0.95));
    }

    @Test
    void of_breastCancerAmongWomenWithTuberculosis_isRsExample() {
        RateRatio ratio = RateRatio.of(new LossRate(21, 3_011, 1), new LossRate(11, 800, 1), 0.95);

        assertThat(ratio.ratio()).isCloseTo(1.9714881, CLOSE);
        assertThat(ratio.limits().low()).isCloseTo(0.8584264, CLOSE);
        assertThat(ratio.limits().high()).isCloseTo(4.2772659, CLOSE);
        assertThat(ratio.pValue()).isCloseTo(0.1120173, CLOSE);
        assertThat(ratio.isLess() || ratio.isMore()).isFalse();
    }

    @Test
    void of_noneOfTheSecondLost_isLess() {
        RateRatio ratio = RateRatio.of(new LossRate(512, 1_234_567, 1), new LossRate(0, 700_123, 1), 0.95);

        assertThat(ratio.limits().low()).isZero();
        assertThat(ratio.limits().high()).isCloseTo(0.0127506, CLOSE);
        assertThat(ratio.isLess()).isTrue();
    }

    @Test
    void of_noneOfTheFirstLost_hasNoUpperLimit() {
        RateRatio ratio = RateRatio.of(new LossRate(0, 700_123, 1), new LossRate(512, 1_234_567, 1), 0.95);

        assertThat(ratio.ratio()).isInfinite();
        assertThat(ratio.limits().high()).isInfinite();
        assertThat(ratio.isMore()).isTrue();
    }

    @Test
    void of_neitherLost_isNoNumber() {
        RateRatio ratio = RateRatio.of(new LossRate(0, 5, 1), new LossRate(0, 6, 1), 0.95);

        assertThat(ratio).isEqualTo(new RateRatio(Double.NaN, new Limits(0, Double.POSITIVE_INFINITY), 1));
    }

    @Test
    void lossRate_ofNothing_isNone() {
        assertThatThrownBy(() -> new LossRate(1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1 lost for 0.0, dispersion 1.0");
    }
}
