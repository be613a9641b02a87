package io.github.snatrace.examples.bench;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Prints samples as a table in Markdown: medians, and in brackets the least and the most. */
final class BenchTable {

    private BenchTable() {}

    /**
     * Prints the rows that have samples.
     *
     * @throws IllegalArgumentException if there are samples that no row is about
     */
    static void print(Samples samples, PrintStream out) {
        Set<String> unknown = samples.metrics();
        for (Figure figure : Figure.values()) {
            unknown.remove(figure.metric);
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "metric '" + unknown.iterator().next() + "': expected one of the table's");
        }
        out.println("| figure | rounds | ours | yardstick | ours / yardstick | asked | met |");
        out.println("|---|--:|--:|--:|--:|--:|---|");
        for (Figure figure : Figure.values()) {
            Collection<Double> ours = samples.values(figure.metric, Figure.OURS);
            if (!ours.isEmpty()) {
                out.println(row(figure, Spread.of(ours), ours.size(), samples));
            }
        }
    }

    private static String row(Figure figure, Spread ours, int rounds, Samples samples) {
        String yardstick = figure.yardstick;
        String theirs = "";
        Spread ratio = null;
        if (yardstick != null) {
            Collection<Double> values = samples.values(figure.metric, yardstick);
            theirs = yardstick + ": " + (values.isEmpty() ? "not measured" : text(figure, Spread.of(values)));
            Collection<Double> ratios = samples.ratios(figure.metric, Figure.OURS, yardstick);
            ratio = ratios.isEmpty() ? null : Spread.of(ratios);
        }
        return String.join(
                " | ",
                "| " + figure.title,
                String.valueOf(rounds),
                text(figure, ours),
                theirs,
                ratio == null ? "" : text(2, "", ratio),
                figure.goal == null ? "" : figure.goal.toString(),
                met(figure.goal, ours, ratio) + " |");
    }

    private static String met(@Nullable Goal goal, Spread ours, @Nullable Spread ratio) {
        if (goal == null) {
            return "";
        }
        return switch (goal.of()) {
            case VALUE -> yesOrNo(goal.isMetBy(ours.median()));
            case RATIO -> ratio == null ? "?" : yesOrNo(goal.isMetBy(ratio.median()));
        };
    }

    private static String yesOrNo(boolean met) {
        return met ? "yes" : "**no**";
    }

    private static String text(Figure figure, Spread spread) {
        return text(figure.decimals, figure.unit, spread);
    }

    private static String text(int decimals, String unit, Spread spread) {
        String number = "%,." + decimals + "f";
        String format = number + (unit.isEmpty() || unit.startsWith("/") ? "" : " ") + unit.replace("%", "%%") + " ("
                + number + " to " + number + ")";
        return String.format(Locale.ROOT, format, spread.median(), spread.min(), spread.max());
    }
}
