package io.github.snatrace.client.page;

import io.github.snatrace.client.text.ComparisonText;
import io.github.snatrace.client.text.Wording;
import io.github.snatrace.compare.Change;
import io.github.snatrace.compare.Estimate;
import io.github.snatrace.compare.Proportion;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.result.Explanation;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunComparison;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A report as its templates take it: everything is text, and nothing is escaped yet.
 *
 * @param facts what belongs to the verdict
 * @param ratios null if there is nothing to compare
 * @param timeline whether there is one
 * @param spectrum whether there is one
 * @param latency null if nothing is known of it
 * @param summaryTables raw numbers, few enough for Markdown
 * @param series raw numbers by intervals
 * @param data what the charts are drawn from, as JSON that may stand in a script element
 */
public record ReportView(
        String title,
        String writtenAt,
        String version,
        List<Headline> headlines,
        List<String> facts,
        ReportTable rates,
        IntervalPlot ratePlot,
        @Nullable ReportTable effects,
        @Nullable IntervalPlot ratios,
        List<String> notes,
        boolean timeline,
        ReportTable stretches,
        boolean spectrum,
        @Nullable ReportTable latency,
        List<CpuPlot> cpus,
        ReportTable environment,
        List<String> missing,
        List<ReportTable> summaryTables,
        List<ReportTable> series,
        String data) {

    /**
     * A verdict.
     *
     * @param kind what it is coloured by
     * @param name of the side that it is about; empty where there is one only
     * @param figure null if there is nothing to say in one
     */
    record Headline(
            String kind,
            String label,
            String name,
            @Nullable Figure figure,
            String text) {}

    /**
     * What came of it, in one or two numbers that are read first.
     *
     * @param base null if nothing is compared
     */
    record Figure(@Nullable Rate base, Rate candidate) {}

    /** A rate of failure, and whose it is. */
    record Rate(String percent, String name) {

        static Rate of(ReportSide side, String suffix) {
            return new Rate(Wording.percent(side.counts().rate()), side.name() + suffix);
        }
    }

    public static ReportView of(RunReport report, String title, Instant writtenAt, String version) {
        ReportTables tables = new ReportTables(report);
        ChartData data = ChartData.of(report);
        boolean compares = !report.comparisons().isEmpty();
        boolean comparable = report.comparisons().stream().anyMatch(RunReport.Compared::isComparable);
        List<ReportTable> raw = new ArrayList<>();
        raw.add(tables.outcomes());
        tables.counters().ifPresent(raw::add);
        raw.add(tables.files());
        return new ReportView(
                title,
                writtenAt.toString(),
                version,
                headlines(report),
                facts(report),
                tables.rates(),
                rates(report),
                compares ? tables.effects() : null,
                comparable ? ratios(report) : null,
                notes(report),
                data.sides().stream().anyMatch(side -> !side.timeline().isEmpty()),
                tables.stretches(),
                data.sides().stream().anyMatch(side -> !side.spectrum().isEmpty()),
                tables.latency().orElse(null),
                CpuPlot.of(report),
                tables.environment(),
                report.missing(),
                raw,
                tables.series(),
                data.format());
    }

    private static List<Headline> headlines(RunReport report) {
        List<Headline> headlines = new ArrayList<>();
        if (report.comparisons().isEmpty()) {
            headlines.add(headline(report, report.base()));
        }
        for (RunReport.Compared compared : report.comparisons()) {
            RunComparison comparison = compared.comparison();
            ReportSide candidate = compared.candidate();
            headlines.add(
                    compared.isComparable()
                            ? new Headline(
                                    comparison.verdict().jsonName(),
                                    ComparisonText.label(comparison.verdict()),
                                    candidate.name(),
                                    new Figure(Rate.of(report.base(), ", the base"), Rate.of(candidate, "")),
                                    ComparisonText.explanation(comparison))
                            : notComparable(comparison, report.base(), candidate));
        }
        return headlines;
    }

    private static Headline notComparable(RunComparison comparison, ReportSide base, ReportSide candidate) {
        List<String> reasons = ComparisonText.differences(comparison);
        if (!comparison.invalid().isEmpty()) {
            int all = base.runs().size() + candidate.runs().size();
            reasons.add(comparison.invalid().size() + " of " + all + " runs are INVALID");
        }
        return new Headline(
                Change.NOT_COMPARABLE.jsonName(),
                ComparisonText.label(Change.NOT_COMPARABLE),
                candidate.name(),
                null,
                String.join("; ", reasons));
    }

    private static Headline headline(RunReport report, ReportSide side) {
        Proportion counts = side.counts();
        String range = ReportTables.range(counts, report.rate(side));
        String confidence = Wording.confidence(report.confidence());
        String text = counts.failures() == 0
                ? "0 of " + Wording.count(counts.attempts()) + " connects failed (" + range + ", " + confidence + ")"
                : Wording.percent(counts.rate()) + " of connects failed: " + Wording.count(counts.failures()) + " of "
                        + Wording.count(counts.attempts()) + " (" + confidence + " interval " + range + ")";
        if (!report.isValid()) {
            return new Headline("invalid", "INVALID", "", null, text);
        }
        Figure figure = new Figure(null, Rate.of(side, ""));
        return counts.failures() == 0
                ? new Headline("no-failure", "no failure", "", figure, text)
                : new Headline("failures", "failures", "", figure, text);
    }

    private static List<String> facts(RunReport report) {
        List<String> facts = new ArrayList<>();
        if (!report.isValid()) {
            facts.add("INVALID: in " + report.invalid().size() + " of " + report.size() + " runs the client was the"
                    + " bottleneck, so that they say nothing about the network.");
            report.invalid()
                    .forEach(file -> facts.add(file.path().getFileName() + ": "
                            + (file.result().invalidBecause().isEmpty()
                                    ? "the file does not say why"
                                    : String.join("; ", file.result().invalidBecause()))));
        }
        for (ReportSide side : report.sides()) {
            account(side).ifPresent(facts::add);
            explanations(side, facts);
        }
        OptionalLong shared = ReportSide.moved(report.shared(), Counter.INSERT_FAILED);
        if (shared.isPresent()) {
            facts.add("insert_failed of the translating host rose by " + Wording.count(shared.getAsLong())
                    + " during all of the runs.");
        }
        return facts;
    }

    /** What the diagnosis said of each run, and whose SYNs were lost. */
    private static void explanations(ReportSide side, List<String> facts) {
        for (ResultFile run : side.runs()) {
            Explanation explanation = run.result().explanation();
            if (explanation != null) {
                facts.add(run.path().getFileName() + ": " + explanation.sentence() + ".");
                explanation.lost().forEach(lost -> facts.add("Lost: " + lost + "."));
            }
        }
    }

    /**
     * The timeouts of the client beside the insert_failed of the host: where they are equal, the race explains all of
     * them.
     */
    private static Optional<String> account(ReportSide side) {
        OptionalLong moved = side.moved(Counter.INSERT_FAILED);
        if (moved.isEmpty()) {
            return Optional.empty();
        }
        long failed = moved.getAsLong();
        long timeouts = RunReport.timeouts(side);
        String text = side.name() + ": insert_failed of the translating host rose by " + Wording.count(failed)
                + ", and " + Wording.count(timeouts) + " connects timed out";
        if (failed != timeouts) {
            return Optional.of(text + ".");
        }
        return Optional.of(failed == 0 ? text + "." : text + ": one for one.");
    }

    private static IntervalPlot rates(RunReport report) {
        List<IntervalPlot.Entry> entries = new ArrayList<>();
        for (int i = 0; i < report.sides().size(); i++) {
            ReportSide side = report.sides().get(i);
            Proportion counts = side.counts();
            Estimate rate = report.rate(side);
            String range = ReportTables.range(counts, rate);
            entries.add(
                    new IntervalPlot.Entry(side.name(), i, Wording.percent(counts.rate()) + " (" + range + ")", rate));
        }
        return IntervalPlot.ofShares("Failure rate, " + Wording.confidence(report.confidence()) + " interval", entries);
    }

    private static IntervalPlot ratios(RunReport report) {
        List<IntervalPlot.Entry> entries = new ArrayList<>();
        for (RunReport.Compared compared : report.comparisons()) {
            if (!compared.isComparable()) {
                continue;
            }
            Estimate ratio = compared.comparison().failures().riskRatio();
            String value = Double.isNaN(ratio.value()) ? "no failures" : Wording.ratio(ratio.value());
            entries.add(new IntervalPlot.Entry(
                    compared.candidate().name(),
                    report.sides().indexOf(compared.candidate()),
                    value + " (" + Wording.ratio(ratio.low()) + " to " + Wording.ratio(ratio.high()) + ")",
                    ratio));
        }
        return IntervalPlot.ofRatios(
                "Failure rate as a multiple of that of " + report.base().name(), entries);
    }

    private static List<String> notes(RunReport report) {
        List<String> notes = new ArrayList<>();
        for (RunReport.Compared compared : report.comparisons()) {
            RunComparison comparison = compared.comparison();
            for (String note : ComparisonText.notes(comparison)) {
                if (!notes.contains(note)) {
                    notes.add(note);
                }
            }
            if (comparison.verdict() == Change.NO_CHANGE
                    && comparison.failures().isBounded()) {
                String note =
                        "No detectable change is not the same as no change: the interval says what may hide in it.";
                if (!notes.contains(note)) {
                    notes.add(note);
                }
            }
        }
        return notes;
    }
}
