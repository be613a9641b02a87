package io.github.snatrace.probe.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.Counter;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes a watch, line by line. */
sealed interface WatchOutput {
    void interval(Instant at, Duration length, ConntrackDelta delta, Surroundings surroundings);

    /**
     * What else is known of an interval.
     *
     * @param forwarded how many packets were forwarded in it
     * @param maxEntries how many entries the table can hold
     * @param secondsToFull in how many seconds it will be full, if it goes on so
     */
    record Surroundings(OptionalLong forwarded, OptionalLong maxEntries, OptionalDouble secondsToFull) {}

    void gone(Instant at, String reason);

    void totals(Duration length, ConntrackDelta delta);

    /** A line an interval, in columns, the header again from time to time. */
    final class Text implements WatchOutput {
        private static final List<Counter> OF_INTEREST = List.of(
                Counter.FOUND,
                Counter.INSERT_FAILED,
                Counter.DROP,
                Counter.EARLY_DROP,
                Counter.CHAINLENGTH,
                Counter.CLASHRES,
                Counter.INVALID);
        private static final int TIME_WIDTH = 20;
        private static final int LEAST_WIDTH = 7;
        private static final int LINES_A_HEADER = 20;

        private final PrintStream out;
        private final List<Counter> columns = new ArrayList<>();
        private final boolean namesOthers;
        private int lines;

        Text(PrintStream out, ConntrackStats first, CounterSelection selection) {
            this.out = out;
            SortedMap<Counter, Long> present = selection.of(first.total());
            namesOthers = !selection.isExplicit();
            for (Counter counter : selection.isExplicit() || selection.all() ? present.keySet() : OF_INTEREST) {
                if (present.containsKey(counter)) {
                    columns.add(counter);
                }
            }
            out.println("source " + first.source().label());
        }

        @Override
        public void interval(Instant at, Duration length, ConntrackDelta delta, Surroundings surroundings) {
            header();
            StringBuilder line =
                    new StringBuilder(values(at.truncatedTo(ChronoUnit.SECONDS).toString(), delta));
            if (delta.reset()) {
                line.append("  (reset: counted from zero)");
            }
            if (surroundings.secondsToFull().isPresent()) {
                line.append(String.format(
                        Locale.ROOT,
                        "  table %.1f %%, full in %s",
                        100.0
                                * delta.entries().orElse(0)
                                / surroundings.maxEntries().orElse(1),
                        WindowsText.length(surroundings.secondsToFull().getAsDouble())));
            }
            boolean lost = delta.total(Counter.DROP).orElse(0) > 0
                    || delta.total(Counter.INSERT_FAILED).orElse(0) > 0;
            out.println(lost ? Paint.AUTO.loss(line.toString()) : line);
        }

        @Override
        public void gone(Instant at, String reason) {
            header();
            out.println(padded(at.truncatedTo(ChronoUnit.SECONDS).toString()) + "  (" + reason + ")");
        }

        @Override
        public void totals(Duration length, ConntrackDelta delta) {
            out.println(Paint.AUTO.total(
                    values("total " + length.toSeconds() + " s", delta) + (delta.reset() ? "  (with resets)" : "")));
        }

        private void header() {
            if (lines++ % LINES_A_HEADER == 0) {
                StringBuilder line = new StringBuilder(padded("time"));
                columns.forEach(counter -> line.append(right(counter.name(), counter)));
                out.println(Paint.AUTO.head(line.toString()));
            }
        }

        private String values(String first, ConntrackDelta delta) {
            SortedMap<Counter, Long> total = new TreeMap<>(delta.total());
            StringBuilder line = new StringBuilder(padded(first));
            for (Counter counter : columns) {
                Long value = total.remove(counter);
                line.append(right(value == null ? "-" : value.toString(), counter));
            }
            if (namesOthers) {
                total.forEach((counter, value) -> {
                    if (value > 0) {
                        line.append("  ").append(counter.name()).append('=').append(value);
                    }
                });
            }
            return line.toString();
        }

        private static String padded(String first) {
            return first + " ".repeat(Math.max(0, TIME_WIDTH - first.length()));
        }

        private static String right(String cell, Counter counter) {
            int width = Math.max(LEAST_WIDTH, counter.name().length());
            return "  " + " ".repeat(Math.max(0, width - cell.length())) + cell;
        }
    }

    /** A line of JSON an interval. */
    final class Json implements WatchOutput {
        private final PrintStream out;
        private final CounterSelection selection;
        private long intervals;

        Json(PrintStream out, CounterSelection selection) {
            this.out = out;
            this.selection = selection;
        }

        @Override
        public void interval(Instant at, Duration length, ConntrackDelta delta, Surroundings surroundings) {
            intervals++;
            write(new Line(
                    at.toString(),
                    null,
                    seconds(length),
                    null,
                    null,
                    CountersJson.boxed(surroundings.forwarded()),
                    CountersJson.boxed(surroundings.maxEntries()),
                    surroundings.secondsToFull().isPresent()
                            ? surroundings.secondsToFull().getAsDouble()
                            : null,
                    CountersJson.of(delta, selection)));
        }

        @Override
        public void gone(Instant at, String reason) {
            write(new Line(at.toString(), null, null, null, reason, null, null, null, null));
        }

        @Override
        public void totals(Duration length, ConntrackDelta delta) {
            write(new Line(
                    null, true, seconds(length), intervals, null, null, null, null, CountersJson.of(delta, selection)));
        }

        private void write(Line line) {
            out.println(CountersJson.mapper().writeValueAsString(line));
        }

        private static double seconds(Duration length) {
            return length.toNanos() / 1e9;
        }

        /**
         * One line, a contract: fields are added, never renamed. The fields of {@link CountersJson} stand beside these.
         *
         * @param at when the interval ended
         * @param totals true on the last line
         * @param seconds how long the interval, or the watch, was
         * @param intervals how many intervals had counters, on the last line
         * @param gone why there are no counters
         * @param forwarded how many packets were forwarded in the interval
         * @param tableSize how many entries the table can hold
         * @param tableFullInSeconds when it will be full, if it goes on so
         * @param counters the counters
         */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        record Line(
                @Nullable String at,
                @Nullable Boolean totals,
                @Nullable Double seconds,
                @Nullable Long intervals,
                @Nullable String gone,
                @Nullable Long forwarded,
                @Nullable Long tableSize,
                @Nullable Double tableFullInSeconds,

                @JsonUnwrapped @Nullable CountersJson counters) {}
    }
}
