package io.github.snatrace.windows;

import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.snapshot.RulesPrint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Finds what else is another in the second of two windows: whoever compares losses has to know it. */
final class Differences {
    /** Less than that is the day's own ups and downs. */
    private static final double NOTABLE = 1.25;

    private static final double NOTABLE_LOAD = 0.5;

    private static final List<Counter> BESIDES =
            List.of(Counter.FOUND, Counter.CHAINLENGTH, Counter.EARLY_DROP, Counter.CLASHRES);

    private Differences() {}

    static List<Difference> between(Window first, Window second, Exposure by) {
        List<Difference> all = new ArrayList<>();
        rules(first, second, all);
        if (!first.kernel().equals(second.kernel())) {
            all.add(new Difference(
                    "kernel",
                    first.kernel().orElse("not known"),
                    second.kernel().orElse("not known")));
        }
        pace(first, second, by, all);
        table(first, second, all);
        load(first.load(), second.load(), all);
        for (Counter counter : BESIDES) {
            perMillion(
                    counter.name(),
                    first.counted().total(counter),
                    second.counted().total(counter),
                    first,
                    second,
                    by,
                    all);
        }
        perMillion(
                "dropped, table full",
                first.droppedBeyondClashes(),
                second.droppedBeyondClashes(),
                first,
                second,
                by,
                all);
        return all;
    }

    private static void rules(Window first, Window second, List<Difference> all) {
        if (first.rules().isEmpty() || second.rules().isEmpty()) {
            return;
        }
        within("rules, within A", first, all);
        RulesPrint then = first.rules().get(first.rules().size() - 1);
        RulesPrint now = second.rules().get(0);
        compare("rules", then, now, all);
        within("rules, within B", second, all);
    }

    private static void within(String what, Window window, List<Difference> all) {
        compare(what, window.rules().get(0), window.rules().get(window.rules().size() - 1), all);
    }

    private static void compare(String what, RulesPrint then, RulesPrint now, List<Difference> all) {
        if (!then.rules().equals(now.rules())) {
            all.add(new Difference(
                    what,
                    without(then, rule -> !now.rules().contains(rule)),
                    without(now, rule -> !then.rules().contains(rule))));
        }
    }

    private static String without(RulesPrint rules, Predicate<String> other) {
        List<String> only = rules.rules().stream().filter(other).toList();
        return only.isEmpty()
                ? rules.rules().isEmpty() ? "none" : "the same, in another order"
                : String.join("; ", only);
    }

    /** More at once race more: the losses for each grow with how many there are in a second. */
    private static void pace(Window first, Window second, Exposure by, List<Difference> all) {
        if (by == Exposure.SECONDS
                || first.seconds().isEmpty()
                || second.seconds().isEmpty()) {
            return;
        }
        double then = first.exposures().getOrDefault(by, 0.0) / first.seconds().getAsDouble();
        double now = second.exposures().getOrDefault(by, 0.0) / second.seconds().getAsDouble();
        if (isNotable(then, now)) {
            all.add(new Difference(by.label() + " a second", number(then), number(now)));
        }
    }

    private static void table(Window first, Window second, List<Difference> all) {
        String then = text(first.entries());
        String now = text(second.entries());
        boolean limit = !first.entries().most().equals(second.entries().most());
        if (limit
                || isNotable((double) first.entries().held().orElse(0), (double)
                        second.entries().held().orElse(0))) {
            all.add(new Difference("table", then, now));
        }
    }

    private static String text(Window.Entries entries) {
        if (entries.held().isEmpty()) {
            return "not known";
        }
        return String.format(Locale.ROOT, "%,d entries", entries.held().getAsLong())
                + (entries.most().isPresent()
                        ? String.format(Locale.ROOT, " of %,d", entries.most().getAsLong())
                        : "");
    }

    private static void load(OptionalDouble then, OptionalDouble now, List<Difference> all) {
        boolean known = then.isPresent() && now.isPresent();
        if (known
                && Math.max(then.getAsDouble(), now.getAsDouble()) > NOTABLE_LOAD
                && isNotable(then.getAsDouble(), now.getAsDouble())) {
            all.add(new Difference("load of the machine", number(then.getAsDouble()), number(now.getAsDouble())));
        }
    }

    private static void perMillion(
            String what,
            OptionalLong then,
            OptionalLong now,
            Window first,
            Window second,
            Exposure by,
            List<Difference> all) {
        double before = 1e6 * then.orElse(0) / first.exposures().getOrDefault(by, 0.0);
        double after = 1e6 * now.orElse(0) / second.exposures().getOrDefault(by, 0.0);
        if (then.isPresent() && now.isPresent() && isNotable(before, after)) {
            all.add(new Difference(what + ", per million", number(before), number(after)));
        }
    }

    private static boolean isNotable(double then, double now) {
        return Math.max(then, now) > NOTABLE * Math.min(then, now);
    }

    private static String number(double value) {
        return value >= 100
                ? String.format(Locale.ROOT, "%,.0f", value)
                : value == Math.rint(value)
                        ? String.format(Locale.ROOT, "%.0f", value)
                        : String.format(Locale.ROOT, "%.2f", value);
    }
}
