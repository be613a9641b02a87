package io.github.snatrace.probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class TableTrendTest {
    private final TableTrend trend = new TableTrend();

    @Test
    void secondsToFull_steadyRise_isWhenTheLineMeetsTheLimit() {
        for (int second = 0; second < 10; second++) {
            trend.add(second, 1_000 + 100L * second);
        }

        assertThat(trend.secondsToFull(2_000)).isEqualTo(OptionalDouble.of(1));
        assertThat(trend.secondsToFull(11_900)).isEqualTo(OptionalDouble.of(100));
    }

    @Test
    void secondsToFull_oldRise_isForgotten() {
        for (int second = 0; second < 100; second++) {
            trend.add(second, Math.min(second, 30));
        }

        assertThat(trend.secondsToFull(1_000)).isEmpty();
    }

    @Test
    void secondsToFull_fall_isNever() {
        for (int second = 0; second < 10; second++) {
            trend.add(second, 1_000 - second);
        }

        assertThat(trend.secondsToFull(2_000)).isEmpty();
    }

    @Test
    void secondsToFull_moreThanADayAhead_isNotSaid() {
        for (int second = 0; second < 10; second++) {
            trend.add(second, second);
        }

        assertThat(trend.secondsToFull(262_144)).isEmpty();
    }

    @Test
    void secondsToFull_tooFewPointsOrAnotherTable_isNotKnown() {
        for (int second = 0; second < 4; second++) {
            trend.add(second, 100L * second);
        }
        assertThat(trend.secondsToFull(1_000)).isEmpty();
        trend.add(4, 400);
        assertThat(trend.secondsToFull(1_000)).isPresent();

        trend.clear();

        assertThat(trend.secondsToFull(1_000)).isEmpty();
    }
}
