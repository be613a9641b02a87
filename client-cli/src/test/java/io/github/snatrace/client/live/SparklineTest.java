package io.github.snatrace.client.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

public final class SparklineTest {

    @Test
    void values_riseWithTheLargestAtTheTop() {
        double[] values = {0, 1, 2, 3, 4, 5, 6, 7, 8};

        assertThat(Sparkline.of(values, true)).isEqualTo("▁▂▃▄▅▆▇██");
        assertThat(Sparkline.of(values, false)).isEqualTo("_.-:=+*##");
    }

    @Test
    void unknownValue_isBlank() {
        assertThat(Sparkline.of(new double[] {Double.NaN, 2, Double.NaN}, true)).isEqualTo(" █ ");
    }

    @Test
    void nothingAtAll_isFlat() {
        assertThat(Sparkline.of(new double[] {0, 0}, true)).isEqualTo("▁▁");
        assertThat(Sparkline.of(new double[] {}, true)).isEmpty();
    }
}
