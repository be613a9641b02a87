package io.github.snatrace.client.page;

import io.github.snatrace.client.text.Wording;
import io.github.snatrace.compare.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;

/**
 * Estimates with their intervals on one axis (a forest plot), in percent of its width, as the template draws them.
 *
 * @param ticks the axis
 * @param reference where the line of no effect stands; empty text if there is none
 */
public record IntervalPlot(String caption, List<Tick> ticks, String reference, List<Row> rows) {

    private static final int MOST_TICKS = 6;
    private static final double NO_EFFECT = 1;

    /** A ratio beyond these is at the edge: more decades would leave no room for the rest. */
    private static final double LOWEST_RATIO = 1e-4;

    private static final double HIGHEST_RATIO = 1e4;

    public IntervalPlot {
        ticks = List.copyOf(ticks);
        rows = List.copyOf(rows);
    }

    /** A mark of the axis. */
    record Tick(String at, String label) {}

    /**
     * An estimate.
     *
     * @param name what it is of
     * @param index of its side, which has a colour of its own
     * @param text the numbers
     * @param point where the value stands; empty text if there is none
     * @param openLow whether the interval goes on beyond the axis
     * @param openHigh whether the interval goes on beyond the axis
     */
    record Row(
            String name,
            int index,
            String text,
            String low,
            String high,
            String point,
            boolean openLow,
            boolean openHigh) {}

    /** An estimate that is to be plotted. */
    record Entry(String name, int index, String text, Estimate estimate) {}

    /** Plots shares on an axis from 0. */
    static IntervalPlot ofShares(String caption, List<Entry> entries) {
        double most = entries.stream()
                .mapToDouble(entry -> entry.estimate().high())
                .filter(high -> high > 0)
                .max()
                .orElse(1);
        double step = niceStep(most);
        double end = Math.min(1, Math.ceil(most / step - 1e-9) * step);
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; i * step <= end * (1 + 1e-9); i++) {
            ticks.add(i * step);
        }
        return plot(caption, ticks, Wording::percentTick, value -> value / end, false, entries);
    }

    /** Plots ratios on a logarithmic axis with a line at 1. */
    static IntervalPlot ofRatios(String caption, List<Entry> entries) {
        double low = NO_EFFECT / 2;
        double high = NO_EFFECT * 2;
        for (Entry entry : entries) {
            Estimate ratio = entry.estimate();
            for (double end : new double[] {ratio.low(), ratio.value(), ratio.high()}) {
                if (end > 0 && Double.isFinite(end)) {
                    low = Math.max(LOWEST_RATIO, Math.min(low, end));
                    high = Math.min(HIGHEST_RATIO, Math.max(high, end));
                }
            }
        }
        List<Double> ticks = logTicks(low, high);
        double from = Math.log(ticks.get(0));
        double to = Math.log(ticks.get(ticks.size() - 1));
        return plot(caption, ticks, Wording::plain, value -> (Math.log(value) - from) / (to - from), true, entries);
    }

    private static IntervalPlot plot(
            String caption,
            List<Double> ticks,
            DoubleFunction<String> label,
            DoubleUnaryOperator position,
            boolean reference,
            List<Entry> entries) {
        return new IntervalPlot(
                caption,
                ticks.stream()
                        .map(tick -> new Tick(percent(position.applyAsDouble(tick)), label.apply(tick)))
                        .toList(),
                reference ? percent(position.applyAsDouble(NO_EFFECT)) : "",
                entries.stream().map(entry -> row(entry, position)).toList());
    }

    private static Row row(Entry entry, DoubleUnaryOperator position) {
        Estimate estimate = entry.estimate();
        double low = position.applyAsDouble(estimate.low());
        double high = position.applyAsDouble(estimate.high());
        double point = position.applyAsDouble(estimate.value());
        return new Row(
                entry.name(),
                entry.index(),
                entry.text(),
                percent(inside(low)),
                percent(inside(high)),
                Double.isNaN(point) || point < 0 || point > 1 ? "" : percent(point),
                low < 0,
                high > 1);
    }

    private static double inside(double position) {
        return Math.max(0, Math.min(1, position));
    }

    private static String percent(double position) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * position);
    }

    /** The smallest of 1, 2 and 5 times a power of ten that makes at most five steps of it. */
    private static double niceStep(double most) {
        double step = Math.pow(10, Math.floor(Math.log10(most)) - 1);
        for (double factor : new double[] {1, 2, 5, 10}) {
            if (most / (factor * step) <= MOST_TICKS - 1) {
                return factor * step;
            }
        }
        return 20 * step;
    }

    /** Powers of ten around both ends; with 2 and 5 times them where that makes few. */
    private static List<Double> logTicks(double low, double high) {
        for (double[] factors : new double[][] {{1, 2, 5}, {1}}) {
            List<Double> ticks = ticks(factors, low, high);
            if (ticks.size() <= MOST_TICKS) {
                return ticks;
            }
        }
        List<Double> decades = ticks(new double[] {1}, low, high);
        List<Double> some = new ArrayList<>();
        for (double decade : decades) {
            if (Math.round(Math.log10(decade)) % 2 == 0) {
                some.add(decade);
            }
        }
        if (some.get(0) > low) {
            some.add(0, some.get(0) / 100);
        }
        if (some.get(some.size() - 1) < high) {
            some.add(some.get(some.size() - 1) * 100);
        }
        return some;
    }

    private static List<Double> ticks(double[] factors, double low, double high) {
        List<Double> all = new ArrayList<>();
        for (int exponent = -6; exponent <= 6; exponent++) {
            for (double factor : factors) {
                all.add(factor * Math.pow(10, exponent));
            }
        }
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            boolean endsBelow = i + 1 < all.size() && all.get(i + 1) <= low * (1 + 1e-9);
            boolean startsAbove = i > 0 && all.get(i - 1) >= high * (1 - 1e-9);
            if (!endsBelow && !startsAbove) {
                ticks.add(all.get(i));
            }
        }
        return ticks;
    }
}
