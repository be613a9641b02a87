package io.github.snatrace.client.page;

import io.github.snatrace.client.text.Wording;
import io.github.snatrace.compare.Estimate;
import io.github.snatrace.compare.PercentileChange;
import io.github.snatrace.result.Percentiles;
import io.github.snatrace.result.RunComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** The percentiles of the connects in milliseconds, and how they changed where that is known. */
record LatencyTable(RunReport report) {

    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};

    /** Returns the table; empty where no percentile is known. */
    Optional<ReportTable> table() {
        List<String> columns = new ArrayList<>(List.of("Percentile"));
        List<List<String>> values = new ArrayList<>();
        for (ReportSide side : report.sides()) {
            columns.add("#" + side.name());
            values.add(side.connected()
                    .filter(histogram -> histogram.getTotalCount() > 0)
                    .map(LatencyTable::percentiles)
                    .orElseGet(() -> summarised(side)));
            List<PercentileChange> changes =
                    report.comparison(side).map(RunComparison::connectNanos).orElse(List.of());
            if (!changes.isEmpty()) {
                columns.addAll(List.of("#change", "#" + Wording.confidence(report.confidence()) + " interval"));
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
        boolean known = values.stream()
                .anyMatch(column -> column.stream().anyMatch(cell -> !cell.equals(ReportTables.UNKNOWN)));
        return known ? Optional.of(table.build()) : Optional.empty();
    }

    private static List<String> percentiles(Histogram histogram) {
        List<String> cells = new ArrayList<>();
        for (double percentile : PERCENTILES) {
            cells.add(ReportTables.millisOfNanos(histogram.getValueAtPercentile(percentile)));
        }
        return cells;
    }

    /** The percentiles that a file without histograms has, if it is the only one: percentiles cannot be added. */
    private static List<String> summarised(ReportSide side) {
        Percentiles known =
                side.runs().size() == 1 ? side.runs().get(0).result().connectMillis() : null;
        return known == null
                ? List.of(
                        ReportTables.UNKNOWN,
                        ReportTables.UNKNOWN,
                        ReportTables.UNKNOWN,
                        ReportTables.UNKNOWN,
                        ReportTables.UNKNOWN)
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
                    .orElse(ReportTables.UNKNOWN));
        }
        return cells;
    }

    private static String signedMillis(double nanos) {
        return String.format(Locale.ROOT, "%+.3f", nanos / 1e6);
    }
}
