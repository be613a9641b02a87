package io.github.snatrace.client.page;

import io.github.snatrace.client.text.ComparisonText;
import io.github.snatrace.client.text.Wording;
import io.github.snatrace.compare.Change;
import io.github.snatrace.compare.Comparison;
import io.github.snatrace.compare.Estimate;
import io.github.snatrace.compare.PercentileChange;
import io.github.snatrace.compare.Proportion;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.dial.CloseMode;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.dial.SourcePorts;
import io.github.snatrace.result.Conditions;
import io.github.snatrace.result.Percentiles;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunComparison;
import io.github.snatrace.result.RunResult;
import io.github.snatrace.result.SimultaneousRuns;
import io.github.snatrace.stats.Series;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The numbers of a report, in tables. */
public final class ReportTables {

    /** The intervals of a series that a person may want to read; the result files have all of them. */
    private static final int LONGEST_SERIES = 200;

    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};
    private static final String UNKNOWN = "-";

    private final RunReport report;
    private final List<ReportSide> sides;

    ReportTables(RunReport report) {
        this.report = report;
        this.sides = report.sides();
    }

    /** What came of each side. */
    ReportTable rates() {
        ReportTable.Builder table = ReportTable.of(
                "Failures", "Runs of", "#connects", "#failures", "#failure rate", "#" + interval(), "#insert_failed");
        for (int i = 0; i < sides.size(); i++) {
            ReportSide side = sides.get(i);
            Proportion counts = side.counts();
            table.row(
                    side.name(),
                    Wording.count(counts.attempts()),
                    Wording.count(counts.failures()),
                    Wording.percent(counts.rate()),
                    range(counts, report.rate(i)),
                    count(side.moved(Counter.INSERT_FAILED)));
        }
        return table.build();
    }

    /** What each further side changed. */
    ReportTable effects() {
        ReportTable.Builder table = ReportTable.of(
                "Compared with " + sides.get(0).name() + ", the base",
                "Runs of",
                "verdict",
                "#risk ratio",
                "#" + interval(),
                "#difference, points",
                "#" + interval(),
                "#p",
                "test");
        for (int i = 0; i < report.comparisons().size(); i++) {
            RunComparison comparison = report.comparisons().get(i);
            Comparison failures = comparison.failures();
            if (comparison.verdict() == Change.NOT_COMPARABLE) {
                table.row(
                        sides.get(i + 1).name(),
                        "not comparable",
                        UNKNOWN,
                        UNKNOWN,
                        UNKNOWN,
                        UNKNOWN,
                        UNKNOWN,
                        UNKNOWN);
                continue;
            }
            Estimate ratio = failures.riskRatio();
            Estimate difference = failures.difference();
            table.row(
                    sides.get(i + 1).name(),
                    comparison.verdict().jsonName(),
                    Double.isNaN(ratio.value()) ? UNKNOWN : Wording.ratio(ratio.value()),
                    failures.isBounded() ? Wording.ratio(ratio.low()) + " to " + Wording.ratio(ratio.high()) : "none",
                    Wording.signed(100 * difference.value()),
                    failures.isBounded()
                            ? Wording.signed(100 * difference.low()) + " to " + Wording.signed(100 * difference.high())
                            : "none",
                    Wording.pValue(failures.significance().pValue()).replace("= ", ""),
                    ComparisonText.testName(failures.significance().test()));
        }
        return table.build();
    }

    /** The percentiles of the connects in milliseconds, and how they changed where that is known. */
    Optional<ReportTable> latency() {
        List<String> columns = new ArrayList<>(List.of("Percentile"));
        List<List<String>> values = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            ReportSide side = sides.get(i);
            columns.add("#" + side.name());
            values.add(side.connected()
                    .filter(histogram -> histogram.getTotalCount() > 0)
                    .map(ReportTables::percentiles)
                    .orElseGet(() -> summarised(side)));
            List<PercentileChange> changes =
                    i == 0 ? List.of() : report.comparisons().get(i - 1).connectNanos();
            if (!changes.isEmpty()) {
                columns.addAll(List.of("#change", "#" + interval()));
                values.add(change(changes, difference -> signedMillis(difference.value())));
                values.add(change(
                        changes,
                        difference -> signedMillis(difference.low()) + " to " + signedMillis(difference.high())));
            }
        }
        ReportTable.Builder table = ReportTable.of("Elapsed time of the connects, ms", columns.toArray(String[]::new));
        for (int row = 0; row < PERCENTILES.length; row++) {
            int index = row;
            String name = PERCENTILES[row] == 100 ? "max" : "p" + Wording.plain(PERCENTILES[row]);
            table.row(name, values.stream().map(column -> column.get(index)).toList());
        }
        boolean known = values.stream().anyMatch(column -> column.stream().anyMatch(cell -> !cell.equals(UNKNOWN)));
        return known ? Optional.of(table.build()) : Optional.empty();
    }

    /** The parts of the timeline. */
    ReportTable stretches() {
        ReportTable.Builder table = ReportTable.of(
                "Runs in the order of time",
                "Runs of",
                "began",
                "#seconds",
                "#connects",
                "#failures",
                "#failure rate",
                "#insert_failed");
        ChartData data = ChartData.of(report);
        for (ChartData.Side side : data.sides()) {
            for (ChartData.Part part : side.timeline()) {
                long connects =
                        part.attempts().stream().mapToLong(Long::longValue).sum();
                long failures =
                        part.failures().stream().mapToLong(Long::longValue).sum();
                table.row(
                        side.name(),
                        part.startedAt().toString(),
                        Wording.plain(part.stepSeconds() * part.attempts().size()),
                        Wording.count(connects),
                        Wording.count(failures),
                        Wording.percent(new Proportion(failures, connects).rate()),
                        part.insertFailed() == null ? UNKNOWN : Wording.count(part.insertFailed()));
            }
        }
        return table.build();
    }

    /** What each side ran under. */
    ReportTable environment() {
        ReportTable.Builder table = ReportTable.of("What the runs ran under", headings("Condition", ""));
        row(table, "target", Conditions::target);
        row(table, "schedule", ReportTables::schedule);
        row(table, "source ports", ReportTables::ports);
        row(table, "timeout", ReportTables::timeout);
        row(table, "close", ReportTables::close);
        row(table, "topology", Conditions::topology);
        row(table, "kernel", Conditions::kernel);
        row(table, "CPUs of the client", conditions -> text(conditions.cpus()));
        table.row(
                "runs",
                sides.stream().map(side -> Wording.count(side.runs().size())).toList());
        row(
                table,
                "first began",
                sides.stream().map(side -> first(side, RunResult::startedAt)).toList());
        row(
                table,
                "last ended",
                sides.stream().map(side -> last(side, RunResult::endedAt)).toList());
        return table.build();
    }

    /** How the connects ended. */
    ReportTable outcomes() {
        ReportTable.Builder table = ReportTable.of("Outcomes", headings("Outcome", "#"));
        Set<Outcome> seen = new TreeSet<>();
        sides.forEach(side -> seen.addAll(side.outcomes().counts().keySet()));
        for (Outcome outcome : seen) {
            table.row(
                    outcome.name(),
                    sides.stream()
                            .map(side -> Wording.count(side.outcomes().count(outcome)))
                            .toList());
        }
        table.row(
                "due times skipped",
                sides.stream().map(side -> Wording.count(side.skipped())).toList());
        table.row(
                "lateness p99, ms",
                sides.stream()
                        .map(side -> side.lateness()
                                .filter(histogram -> histogram.getTotalCount() > 0)
                                .map(histogram -> millisOfNanos(histogram.getValueAtPercentile(99)))
                                .orElse(UNKNOWN))
                        .toList());
        return table.build();
    }

    /** Each result file. */
    ReportTable files() {
        ReportTable.Builder table =
                ReportTable.of("Result files", "File", "runs of", "#connects", "#failures", "#failure rate", "valid");
        for (ReportSide side : sides) {
            for (ResultFile run : side.runs()) {
                Proportion counts = run.counts();
                Boolean valid = run.result().valid();
                table.row(
                        run.path().toString(),
                        side.name(),
                        Wording.count(counts.attempts()),
                        Wording.count(counts.failures()),
                        Wording.percent(counts.rate()),
                        valid == null ? UNKNOWN : valid ? "yes" : because(run.result()));
            }
        }
        return table.build();
    }

    private static String because(RunResult result) {
        List<String> reasons = result.invalidBecause();
        return reasons.isEmpty() ? "INVALID" : "INVALID: " + String.join("; ", reasons);
    }

    /** How far each counter of the translating host moved. */
    Optional<ReportTable> counters() {
        List<List<CounterChange>> columns =
                new ArrayList<>(sides.stream().map(ReportSide::counters).toList());
        List<String> names =
                new ArrayList<>(sides.stream().map(ReportSide::name).toList());
        columns.add(report.shared());
        names.add("all of them");
        for (int i = columns.size() - 1; i >= 0; i--) {
            if (columns.get(i).isEmpty()) {
                columns.remove(i);
                names.remove(i);
            }
        }
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        Set<Counter> known = new TreeSet<>();
        columns.forEach(column ->
                column.forEach(change -> known.addAll(change.after().total().keySet())));
        ReportTable.Builder table = ReportTable.of(
                "Counters of the translating host, after less before",
                Stream.concat(Stream.of("Counter"), names.stream().map(name -> "#" + name))
                        .toArray(String[]::new));
        for (Counter counter : known) {
            table.row(
                    counter.name(),
                    columns.stream()
                            .map(column -> count(ReportSide.moved(column, counter)))
                            .toList());
        }
        return Optional.of(table.build());
    }

    /** Each stretch by intervals. */
    List<ReportTable> series() {
        List<ReportTable> tables = new ArrayList<>();
        for (ReportSide side : sides) {
            for (SimultaneousRuns stretch : side.stretches()) {
                tables.add(series(side.name(), stretch.series().inAtMost(LONGEST_SERIES)));
            }
        }
        return tables;
    }

    private static ReportTable series(String name, Series series) {
        ReportTable.Builder table = ReportTable.of(
                name + ", from " + text(series.startedAt()) + " by "
                        + Wording.plain(series.step().toMillis() / 1e3) + " s",
                "Connects begun from",
                "#connects",
                "#failures");
        Instant at = series.startedAt();
        for (Series.Interval interval : series.intervals()) {
            table.row(at.toString(), Wording.count(interval.attempts()), Wording.count(interval.failures()));
            at = at.plus(series.step());
        }
        return table.build();
    }

    private String interval() {
        return Wording.confidence(report.confidence()) + " interval";
    }

    /**
     * Nothing but successes, or nothing but failures, bound the rate from one side only; too few intervals from none.
     */
    static String range(Proportion counts, Estimate rate) {
        if (rate.low() == 0 && rate.high() == 1) {
            return "none";
        }
        if (counts.failures() == 0) {
            return "at most " + Wording.percent(rate.high());
        }
        return counts.failures() == counts.attempts()
                ? "at least " + Wording.percent(rate.low())
                : Wording.percent(rate.low()) + " to " + Wording.percent(rate.high());
    }

    private String[] headings(String first, String mark) {
        return Stream.concat(Stream.of(first), sides.stream().map(side -> mark + side.name()))
                .toArray(String[]::new);
    }

    private void row(ReportTable.Builder table, String name, Function<Conditions, @Nullable String> condition) {
        List<String> cells = sides.stream()
                .map(side -> side.runs().stream()
                        .map(run -> condition.apply(run.result().conditions()))
                        .filter(Objects::nonNull)
                        .distinct()
                        .collect(Collectors.joining(", ")))
                .map(cell -> cell.isEmpty() ? UNKNOWN : cell)
                .toList();
        row(table, name, cells);
    }

    /** Adds a row, if there is anything to say in it. */
    private static void row(ReportTable.Builder table, String name, List<String> cells) {
        if (cells.stream().anyMatch(cell -> !cell.equals(UNKNOWN))) {
            table.row(name, cells);
        }
    }

    private static @Nullable String schedule(Conditions conditions) {
        Schedule schedule = conditions.schedule();
        return schedule == null
                ? null
                : schedule.match(
                        loop -> loop.workers() + " workers, every " + Wording.micros(loop.interval()),
                        loop -> "open loop, " + Wording.plain(loop.perSecond()) + " per second",
                        grid -> "lockstep, every " + Wording.micros(grid.step()));
    }

    private static @Nullable String ports(Conditions conditions) {
        SourcePorts ports = conditions.sourcePorts();
        return ports == null ? null : ports.low() + "-" + ports.high();
    }

    private static @Nullable String close(Conditions conditions) {
        CloseMode closeMode = conditions.closeMode();
        return closeMode == null ? null : closeMode.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String timeout(Conditions conditions) {
        Duration timeout = conditions.timeout();
        return timeout == null ? null : Wording.plain(timeout.toNanos() / 1e6) + " ms";
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static String first(ReportSide side, Function<RunResult, @Nullable Instant> time) {
        return instants(side, time)
                .min(Instant::compareTo)
                .map(ReportTables::text)
                .orElse(UNKNOWN);
    }

    private static String last(ReportSide side, Function<RunResult, @Nullable Instant> time) {
        return instants(side, time)
                .max(Instant::compareTo)
                .map(ReportTables::text)
                .orElse(UNKNOWN);
    }

    private static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static Stream<Instant> instants(ReportSide side, Function<RunResult, @Nullable Instant> time) {
        return side.runs().stream().flatMap(run -> Stream.ofNullable(time.apply(run.result())));
    }

    private static List<String> percentiles(Histogram histogram) {
        List<String> cells = new ArrayList<>();
        for (double percentile : PERCENTILES) {
            cells.add(millisOfNanos(histogram.getValueAtPercentile(percentile)));
        }
        return cells;
    }

    /** The percentiles that a file without histograms has, if it is the only one: percentiles cannot be added. */
    private static List<String> summarised(ReportSide side) {
        Percentiles known =
                side.runs().size() == 1 ? side.runs().get(0).result().connectMillis() : null;
        return known == null
                ? List.of(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)
                : Stream.of(known.p50(), known.p90(), known.p99(), known.p999(), known.max())
                        .map(millis -> String.format(Locale.ROOT, "%.3f", millis))
                        .toList();
    }

    private static List<String> change(List<PercentileChange> changes, Function<Estimate, String> text) {
        List<String> cells = new ArrayList<>();
        for (double percentile : PERCENTILES) {
            cells.add(changes.stream()
                    .filter(change -> change.percentile() == percentile)
                    .map(change -> text.apply(change.difference()))
                    .findFirst()
                    .orElse(UNKNOWN));
        }
        return cells;
    }

    private static String signedMillis(double nanos) {
        return String.format(Locale.ROOT, "%+.3f", nanos / 1e6);
    }

    private static String millisOfNanos(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
    }

    private static String count(OptionalLong count) {
        return count.isPresent() ? Wording.count(count.getAsLong()) : UNKNOWN;
    }
}
