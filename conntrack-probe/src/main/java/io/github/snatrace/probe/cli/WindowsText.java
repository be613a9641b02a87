package io.github.snatrace.probe.cli;

import io.github.snatrace.windows.Difference;
import io.github.snatrace.windows.Exposure;
import io.github.snatrace.windows.Limits;
import io.github.snatrace.windows.LossRate;
import io.github.snatrace.windows.RateRatio;
import io.github.snatrace.windows.Window;
import io.github.snatrace.windows.WindowComparison;
import java.util.List;
import java.util.Locale;

/** Writes the comparison of two windows as people read it: at most 100 columns, the verdict in the last line. */
final class WindowsText {
    private static final double MILLION = 1e6;
    private static final double HOUR = 3_600;

    private WindowsText() {}

    static String of(WindowComparison comparison) {
        StringBuilder text = new StringBuilder();
        text.append(table(comparison));
        if (comparison.verdict() != WindowComparison.Verdict.NOTHING_LOST) {
            text.append('\n').append(ratio(comparison.ratio()));
        }
        if (!comparison.differences().isEmpty()) {
            text.append("\nwhat else changed\n");
            for (Difference difference : comparison.differences()) {
                text.append("  ").append(difference.what()).append('\n');
                Wrapped.words(text, "    A  ", difference.first());
                Wrapped.words(text, "    B  ", difference.second());
            }
        }
        text.append('\n');
        if (!comparison.by().isConnections()) {
            Wrapped.words(text, "", standsFor(comparison.by()));
        }
        Wrapped.words(text, "", closing(comparison));
        return text.toString();
    }

    private static String table(WindowComparison comparison) {
        Table table = new Table();
        Window first = comparison.first();
        Window second = comparison.second();
        Exposure by = comparison.by();
        table.row(List.of("", "A", "B"));
        if (first.seconds().isPresent() && second.seconds().isPresent()) {
            table.row(List.of(
                    "length",
                    length(first.seconds().getAsDouble()),
                    length(second.seconds().getAsDouble())));
        }
        if (by != Exposure.SECONDS) {
            table.row(List.of(
                    by.label(),
                    count(comparison.firstRate().exposure()),
                    count(comparison.secondRate().exposure())));
        }
        table.row(List.of("lost to clashes", number(first.lost()), number(second.lost())));
        table.row(List.of(
                by == Exposure.SECONDS ? "an hour" : "per million",
                number(scale(by) * comparison.firstRate().rate()),
                number(scale(by) * comparison.secondRate().rate())));
        table.row(List.of("95 % interval", limits(comparison.firstRate(), by), limits(comparison.secondRate(), by)));
        return table.toString();
    }

    private static double scale(Exposure by) {
        return by == Exposure.SECONDS ? HOUR : MILLION;
    }

    private static String limits(LossRate rate, Exposure by) {
        Limits limits = rate.limits(WindowComparison.CONFIDENCE);
        return number(scale(by) * limits.low()) + " to " + number(scale(by) * limits.high());
    }

    private static String ratio(RateRatio ratio) {
        String times = Double.isInfinite(ratio.ratio())
                ? "only B lost any"
                : "B loses " + number(ratio.ratio()) + " times as much as A";
        String high = Double.isInfinite(ratio.limits().high())
                ? number(ratio.limits().low()) + " or more"
                : number(ratio.limits().low()) + " to " + number(ratio.limits().high());
        return times + " (95 % interval " + high + ", p "
                + (ratio.pValue() < 0.0001 ? "< 0.0001" : String.format(Locale.ROOT, "= %.4f", ratio.pValue())) + ")\n";
    }

    private static String standsFor(Exposure by) {
        return by == Exposure.FORWARDED
                ? "note: kernels since 4.9 do not count connections; forwarded packets stand for them, as if a"
                        + " connection had as many in both windows. snapshot --whole counts connections by the rules'"
                        + " own counters."
                : "note: nothing here counts connections; time stands for them, as if there were as many an hour in"
                        + " both windows.";
    }

    private static String closing(WindowComparison comparison) {
        if (!comparison.isValid()) {
            return "INVALID: the counters of " + (comparison.first().isWhole() ? "B" : "A")
                    + " were reset within the window: what came before is not in them";
        }
        return switch (comparison.verdict()) {
            case FEWER -> "B loses fewer: the change helped, unless what else changed did";
            case MORE -> "B loses more: the change did not help, unless what else changed made up for it";
            case NOTHING_LOST ->
                "nothing was lost in either window: there is nothing to compare, and no race to cure in them";
            case TOO_LITTLE_SEEN -> tooLittle(comparison);
        };
    }

    private static String tooLittle(WindowComparison comparison) {
        if (comparison.ratio().ratio() >= 1) {
            return "no sign that B loses fewer: it loses as much as A or more, as far as can be seen";
        }
        if (comparison.missing().isEmpty()) {
            return "too little was seen in A: its losses ("
                    + number(comparison.first().lost())
                    + ") are too few for any B to be fewer for certain; make A longer";
        }
        WindowComparison.Missing missing = comparison.missing().get();
        return "too little was seen: another "
                + (missing.seconds().isPresent()
                        ? length(missing.seconds().getAsDouble())
                        : count(missing.exposure()) + " " + comparison.by().label())
                + " of B at this rate would show that it loses fewer";
    }

    /** Two units, the second only where it tells something. */
    static String length(double seconds) {
        long whole = Math.max(1, Math.round(seconds));
        long minutes = Math.round(whole / 60.0);
        if (whole < 120) {
            return whole + " s";
        }
        if (minutes < 120) {
            return minutes + " min";
        }
        long hours = Math.round(minutes / 60.0);
        return hours < 48
                ? minutes / 60 + " h" + rest(minutes % 60, " min")
                : hours / 24 + " d" + rest(hours % 24, " h");
    }

    private static String rest(long rest, String unit) {
        return rest == 0 ? "" : " " + rest + unit;
    }

    private static String count(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Three digits that count. */
    static String number(double value) {
        if (value == 0 || value >= 1_000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        int decimals = (int) Math.max(0, 2 - Math.floor(Math.log10(value)));
        return decimals > 6
                ? String.format(Locale.ROOT, "%.1e", value)
                : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
