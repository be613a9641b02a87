package io.github.snatrace.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.snatrace.stats.Series;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ClusteringTest {

    @Test
    void independentFailures_areHardlyInflated() {
        Clustering clustering = Clustering.of(List.of(independent(400, 1))).orElseThrow();

        assertThat(clustering.unit()).isEqualTo(Clustering.Unit.INTERVAL);
        assertThat(clustering.units()).isEqualTo(400);
        assertThat(clustering.varianceInflation()).isBetween(1.0, 1.3);
    }

    /** A burst of 5 failures instead of each single one has five times the variance at the same rate. */
    @Test
    void failuresInFives_areInflatedFivefold() {
        List<Series.Interval> fives = independent(400, 2).intervals().stream()
                .map(interval -> new Series.Interval(5 * interval.failures(), 5 * interval.attempts()))
                .toList();

        Clustering clustering = Clustering.of(List.of(new FailureSeries(fives))).orElseThrow();

        assertThat(clustering.varianceInflation()).isBetween(4.0, 6.5);
    }

    /** The same interval four times over: one in four tells something new. */
    @Test
    void burstsThatSpanIntervals_areSeenThroughBlocks() {
        List<Series.Interval> fours = independent(400, 3).intervals().stream()
                .flatMap(interval -> Collections.nCopies(4, interval).stream())
                .toList();

        Clustering clustering = Clustering.of(List.of(new FailureSeries(fours))).orElseThrow();

        assertThat(clustering.varianceInflation()).isBetween(3.0, 5.0);
    }

    @Test
    void tooFewIntervals_leaveUnknownHowFailuresCluster() {
        Clustering few = Clustering.of(List.of(independent(Clustering.FEWEST_INTERVALS - 1, 4)))
                .orElseThrow();
        Clustering enough = Clustering.of(List.of(independent(Clustering.FEWEST_INTERVALS, 4)))
                .orElseThrow();

        assertThat(few.isKnown()).isFalse();
        assertThat(few.units()).isEqualTo(Clustering.FEWEST_INTERVALS - 1);
        assertThat(enough.isKnown()).isTrue();
    }

    /** Their intervals are 30 together, but they say themselves how much runs vary. */
    @Test
    void threeRunsOfFewIntervals_areTheUnitsThemselves() {
        Clustering clustering = Clustering.of(List.of(independent(10, 1), independent(10, 2), independent(10, 3)))
                .orElseThrow();

        assertThat(clustering.unit()).isEqualTo(Clustering.Unit.RUN);
        assertThat(clustering.isKnown()).isTrue();
    }

    @Test
    void runsOfWhichOnlyTheTotalIsKnown_leaveTheEstimateToTheOthers() {
        FailureSeries divided = independent(60, 6);

        assertThat(Clustering.of(List.of(divided, run(240, 12_000)))).isEqualTo(Clustering.of(List.of(divided)));
    }

    @Test
    void noFailures_showNothing() {
        FailureSeries clean = new FailureSeries(Collections.nCopies(50, new Series.Interval(0, 100)));

        assertThat(Clustering.of(List.of(clean))).isEmpty();
    }

    /** The rate of all is 0.03, so the runs are 20, 10 and 30 failures off. */
    @Test
    void runsThatDiffer_areTheBlocksThemselves() {
        Clustering clustering = Clustering.of(List.of(run(10, 1000), run(20, 1000), run(60, 1000)))
                .orElseThrow();

        assertThat(clustering.unit()).isEqualTo(Clustering.Unit.RUN);
        assertThat(clustering.units()).isEqualTo(3);
        assertThat(clustering.degreesOfFreedom()).isEqualTo(2);
        // (20^2 + 10^2 + 30^2) / (1000 * 0.03 * 0.97) / 2
        assertThat(clustering.varianceInflation()).isCloseTo(24.054982817869416, within(1e-9));
    }

    @Test
    void runsThatAgree_areNotInflatedByTheirChanceDifferences() {
        List<FailureSeries> runs = List.of(run(30, 1000), run(36, 1000), run(25, 1000));

        assertThat(Clustering.differ(runs)).isFalse();
        assertThat(Clustering.of(runs)).isEmpty();
    }

    /** The two clients of the original's README, at 2.90 % and 1.60 %. */
    @Test
    void twoRunsThatDiffer_areSaidToButSayLittleAboutRuns() {
        List<FailureSeries> runs = List.of(run(1439, 49_571), run(829, 51_927));

        assertThat(Clustering.differ(runs)).isTrue();
        assertThat(Clustering.of(runs)).isEmpty();
    }

    @Test
    void oneRunAndRunsWithoutFailures_doNotDiffer() {
        assertThat(Clustering.differ(List.of(run(30, 1000)))).isFalse();
        assertThat(Clustering.differ(List.of(run(0, 1000), run(0, 10), run(0, 5))))
                .isFalse();
    }

    @Test
    void runsThatDifferFarMoreThanTheirIntervals_areTheBlocks() {
        FailureSeries good = new FailureSeries(Collections.nCopies(50, new Series.Interval(1, 100)));
        FailureSeries bad = new FailureSeries(Collections.nCopies(50, new Series.Interval(4, 100)));

        Clustering clustering = Clustering.of(List.of(good, bad, good)).orElseThrow();

        assertThat(clustering.unit()).isEqualTo(Clustering.Unit.RUN);
        assertThat(clustering.varianceInflation()).isGreaterThan(10);
    }

    @Test
    void sameSeries_givesTheSameEstimate() {
        assertThat(Clustering.of(List.of(independent(60, 5)))).isEqualTo(Clustering.of(List.of(independent(60, 5))));
    }

    @Test
    void noRun_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Clustering.of(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new FailureSeries(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new FailureSeries(List.of(new Series.Interval(0, 0))));
    }

    private static FailureSeries run(long failures, long attempts) {
        return FailureSeries.of(new Proportion(failures, attempts));
    }

    private static FailureSeries independent(int intervals, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new FailureSeries(IntStream.range(0, intervals)
                .mapToObj(i -> new Series.Interval(
                        IntStream.range(0, 200)
                                .filter(attempt -> random.nextDouble() < 0.02)
                                .count(),
                        200))
                .toList());
    }
}
