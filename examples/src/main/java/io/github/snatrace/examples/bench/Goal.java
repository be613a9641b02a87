package io.github.snatrace.examples.bench;

import com.google.errorprone.annotations.Immutable;
import java.util.Locale;

/** What a figure is asked to be: a bound for its median, or for the median of its ratios to the yardstick. */
@Immutable
record Goal(Of of, Bound bound, double value) {

    enum Of {
        VALUE,
        RATIO
    }

    enum Bound {
        AT_LEAST,
        AT_MOST
    }

    static Goal atLeast(double value) {
        return new Goal(Of.VALUE, Bound.AT_LEAST, value);
    }

    static Goal atMost(double value) {
        return new Goal(Of.VALUE, Bound.AT_MOST, value);
    }

    static Goal ratioAtLeast(double value) {
        return new Goal(Of.RATIO, Bound.AT_LEAST, value);
    }

    static Goal ratioAtMost(double value) {
        return new Goal(Of.RATIO, Bound.AT_MOST, value);
    }

    boolean isMetBy(double measured) {
        return switch (bound) {
            case AT_LEAST -> measured >= value;
            case AT_MOST -> measured <= value;
        };
    }

    @Override
    public String toString() {
        String number = value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : String.valueOf(value);
        return (of == Of.RATIO ? "ratio " : "") + (bound == Bound.AT_LEAST ? "≥ " : "≤ ") + number;
    }
}
