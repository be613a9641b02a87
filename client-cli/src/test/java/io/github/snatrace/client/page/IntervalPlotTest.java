package io.github.snatrace.client.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.compare.Estimate;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public final class IntervalPlotTest {

    @Test
    void shares_startAtZeroAndEndAtARoundNumberBeyondTheLargest() {
        IntervalPlot plot = IntervalPlot.ofShares("", List.of(entry(0.2, 0.15, 0.25), entry(0, 0, 0.0003)));

        assertThat(axis(plot)).isEqualTo("0.00%=0 % 20.00%=5 % 40.00%=10 % 60.00%=15 % 80.00%=20 % 100.00%=25 %");
        assertThat(plot.reference()).isEmpty();
        assertThat(plot.rows().get(0))
                .isEqualTo(new IntervalPlot.Row("a", 1, "text", "60.00%", "100.00%", "80.00%", false, false));
    }

    @Test
    void ratios_haveTheLineOfNoEffect() {
        IntervalPlot plot = IntervalPlot.ofRatios("", List.of(entry(0.1, 0.01, 1)));

        assertThat(axis(plot)).isEqualTo("0.00%=0.01 33.33%=0.1 66.67%=1 100.00%=10");
        assertThat(plot.reference()).isEqualTo("66.67%");
        assertThat(plot.rows().get(0))
                .isEqualTo(new IntervalPlot.Row("a", 1, "text", "0.00%", "66.67%", "33.33%", false, false));
    }

    @Test
    void intervalsWithoutEnd_goOnBeyondTheAxis() {
        Estimate none = new Estimate(0, 0, 0.02);
        Estimate unbounded = new Estimate(Double.POSITIVE_INFINITY, 3, Double.POSITIVE_INFINITY);
        Estimate unknown = new Estimate(Double.NaN, 0, Double.POSITIVE_INFINITY);
        IntervalPlot plot = IntervalPlot.ofRatios("", List.of(entry(none), entry(unbounded), entry(unknown)));

        assertThat(plot.rows()).extracting(IntervalPlot.Row::openLow).containsExactly(true, false, true);
        assertThat(plot.rows()).extracting(IntervalPlot.Row::openHigh).containsExactly(false, true, true);
        assertThat(plot.rows()).extracting(IntervalPlot.Row::point).containsOnly("");
    }

    @ParameterizedTest
    @CsvSource({
        "0.8, 1.3, 0.5 1 2",
        "0.04, 0.06, 0.01 0.1 1 10",
        "0.0003, 0.4, 0.0001 0.001 0.01 0.1 1 10",
        "0.00001, 5000, 0.0001 0.01 1 100 10000",
    })
    void ratioAxis_hasRoundTicksAroundBothEnds(double low, double high, String ticks) {
        IntervalPlot plot = IntervalPlot.ofRatios("", List.of(entry(low, low, high)));

        assertThat(plot.ticks().stream().map(IntervalPlot.Tick::label).collect(Collectors.joining(" ")))
                .isEqualTo(ticks);
    }

    @Test
    void noFailuresAtAll_stillHaveAnAxis() {
        assertThat(axis(IntervalPlot.ofShares("", List.of(entry(0, 0, 0)))))
                .isEqualTo("0.00%=0 % 20.00%=20 % 40.00%=40 % 60.00%=60 % 80.00%=80 % 100.00%=100 %");
    }

    private static String axis(IntervalPlot plot) {
        return plot.ticks().stream().map(tick -> tick.at() + "=" + tick.label()).collect(Collectors.joining(" "));
    }

    private static IntervalPlot.Entry entry(double value, double low, double high) {
        return entry(new Estimate(value, low, high));
    }

    private static IntervalPlot.Entry entry(Estimate estimate) {
        return new IntervalPlot.Entry("a", 1, "text", estimate);
    }
}
