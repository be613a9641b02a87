package io.github.snatrace.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class EstimateTest {

    @Test
    void contains_includesTheEnds() {
        Estimate estimate = new Estimate(1, 0, 2);

        assertThat(estimate.contains(0)).isTrue();
        assertThat(estimate.contains(2)).isTrue();
        assertThat(estimate.contains(-0.1)).isFalse();
        assertThat(estimate.contains(2.1)).isFalse();
    }

    @Test
    void boundsThatCross_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Estimate(1, 2, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Estimate(1, Double.NaN, 2));
    }

    @Test
    void valueOutsideItsBounds_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Estimate(3, 0, 2))
                .withMessageContaining("3.0");
    }

    @Test
    void valueThatTheDataDoNotDefine_isAllowed() {
        assertThat(new Estimate(Double.NaN, 0, Double.POSITIVE_INFINITY).contains(17))
                .isTrue();
    }
}
