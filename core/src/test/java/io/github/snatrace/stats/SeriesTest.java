package io.github.snatrace.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.snatrace.stats.Series.Interval;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SeriesTest {

    private static final Duration TENTH = Duration.ofMillis(100);
    private static final Duration FIFTH = Duration.ofMillis(200);

    @Test
    void plus_ofARunOfAnotherCentury_isBounded() {
        Series one = new Series(0, Duration.ofMillis(10), List.of(new Series.Interval(1, 2)));
        Series other = new Series(6_000_000_000_000L / 10, Duration.ofMillis(10), List.of(new Series.Interval(3, 4)));

        Series sum = one.plus(other);

        assertThat(sum.intervals().size()).isLessThan(2_100_000);
        assertThat(sum.total()).isEqualTo(new Series.Interval(4, 6));
    }

    @Test
    void steps_eachDivideTheNext() {
        for (int i = 1; i < Series.STEPS.size(); i++) {
            long shorter = Series.STEPS.get(i - 1).toMillis();
            assertThat(Series.STEPS.get(i).toMillis() % shorter).isZero();
            assertThat(Series.STEPS.get(i).toMillis()).isGreaterThan(shorter);
        }
    }

    @Test
    void instants_areThoseOfTheGrid() {
        Series series = new Series(17, FIFTH, List.of(new Interval(0, 1), new Interval(0, 1)));

        assertThat(series.startedAt()).isEqualTo(Instant.parse("1970-01-01T00:00:03.400Z"));
        assertThat(series.endedAt()).isEqualTo(Instant.parse("1970-01-01T00:00:03.800Z"));
    }

    @Test
    void plus_addsWhatWasAtTheSameTime() {
        Series one = new Series(10, TENTH, List.of(new Interval(1, 10), new Interval(2, 20)));
        Series other = new Series(11, TENTH, List.of(new Interval(3, 30), new Interval(4, 40)));

        assertThat(one.plus(other))
                .isEqualTo(other.plus(one))
                .isEqualTo(
                        new Series(10, TENTH, List.of(new Interval(1, 10), new Interval(5, 50), new Interval(4, 40))));
    }

    @Test
    void plus_leavesTheTimeBetweenEmpty() {
        Series one = new Series(0, TENTH, List.of(new Interval(1, 10)));
        Series other = new Series(3, TENTH, List.of(new Interval(0, 5)));

        assertThat(one.plus(other).intervals())
                .containsExactly(new Interval(1, 10), new Interval(0, 0), new Interval(0, 0), new Interval(0, 5));
    }

    @Test
    void plus_takesTheLongerStep() {
        Series fine = new Series(3, TENTH, List.of(new Interval(1, 10), new Interval(2, 20), new Interval(3, 30)));
        Series coarse = new Series(1, FIFTH, List.of(new Interval(0, 100), new Interval(1, 100)));

        assertThat(fine.plus(coarse))
                .isEqualTo(new Series(1, FIFTH, List.of(new Interval(1, 110), new Interval(6, 150))));
    }

    @Test
    void inAtMost_keepsTheSum() {
        Series series = new Series(1234, TENTH, Collections.nCopies(1001, new Interval(1, 7)));

        Series coarse = series.inAtMost(100);

        // 1,001 tenths begin in the midst of a two-second interval, the 61st, and end in the 111th
        assertThat(coarse.step()).isEqualTo(Duration.ofSeconds(2));
        assertThat(coarse.first()).isEqualTo(61);
        assertThat(coarse.intervals()).hasSize(51);
        assertThat(coarse.total()).isEqualTo(new Interval(1001, 7007));
        assertThat(series.inAtMost(1001)).isSameAs(series);
    }

    @Test
    void stepOffTheList_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Series(0, Duration.ofMillis(150), List.of(new Interval(0, 1))))
                .withMessageContaining("PT0.15S");
        assertThatIllegalArgumentException().isThrownBy(() -> new Series(0, TENTH, List.of()));
    }
}
