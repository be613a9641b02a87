package io.github.snatrace.client.page;

import io.github.snatrace.client.text.ComparisonText;
import io.github.snatrace.client.text.Wording;
import io.github.snatrace.compare.Comparison;
import io.github.snatrace.compare.Estimate;
import io.github.snatrace.compare.Proportion;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunComparison;
import io.github.snatrace.result.RunResult;
import io.github.snatrace.result.SimultaneousRuns;
import io.github.snatrace.stats.Series;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The numbers of a report, in tables. */
public final class ReportTables {

    /** The intervals of a series that a person may want to read; the result files have all of them. */
    private static final int LONGEST_SERIES = 200;

    static final String UNKNOWN = "-";

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
        for (ReportSide side : sides) {
            Proportion counts = side.counts();
            table.row(
                    side.name(),
                    Wording.count(counts.attempts()),
                    Wording.count(counts.failures()),
                    Wording.percent(counts.rate()),
                    range(counts, report.rate(side)),
                    count(side.moved(Counter.INSERT_FAILED)));
        }
        return table.build();
    }

    /** What each further side changed. */
    ReportTable effects() {
        ReportTable.Builder table = ReportTable.of(
                "Compared with " + report.base().name() + ", the base",
                "Runs of",
                "verdict",
                "#risk ratio",
                "#" + interval(),
                "#difference, points",
                "#" + interval(),
                "#p",
                "test");
        for (RunReport.Compared compared : report.comparisons()) {
            RunComparison comparison = compared.comparison();
            Comparison failures = comparison.failures();
            if (!compared.isComparable()) {
                table.row(
                        compared.candidate().name(),
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
                    compared.candidate().name(),
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

    /** The percentiles of the connects, and how they changed; empty where none are known. */
    Optional<ReportTable> latency() {
        return new LatencyTable(report).table();
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
        return new ConditionsTable(sides).table();
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
                name + ", from " + series.startedAt().truncatedTo(ChronoUnit.SECONDS) + " by "
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

    static String millisOfNanos(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
    }

    private static String count(OptionalLong count) {
        return count.isPresent() ? Wording.count(count.getAsLong()) : UNKNOWN;
    }
}
