package io.github.snatrace.client.page;

import io.github.snatrace.client.text.Wording;
import io.github.snatrace.dial.CloseMode;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.dial.SourcePorts;
import io.github.snatrace.result.Conditions;
import io.github.snatrace.result.RunResult;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What each side of a report ran under. */
record ConditionsTable(List<ReportSide> sides) {

    ReportTable table() {
        ReportTable.Builder table = ReportTable.of(
                "What the runs ran under",
                Stream.concat(Stream.of("Condition"), sides.stream().map(ReportSide::name))
                        .toArray(String[]::new));
        row(table, "target", Conditions::target);
        row(table, "schedule", ConditionsTable::schedule);
        row(table, "source ports", ConditionsTable::ports);
        row(table, "timeout", ConditionsTable::timeout);
        row(table, "close", ConditionsTable::close);
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

    private void row(ReportTable.Builder table, String name, Function<Conditions, @Nullable String> condition) {
        List<String> cells = sides.stream()
                .map(side -> side.runs().stream()
                        .map(run -> condition.apply(run.result().conditions()))
                        .filter(Objects::nonNull)
                        .distinct()
                        .collect(Collectors.joining(", ")))
                .map(cell -> cell.isEmpty() ? ReportTables.UNKNOWN : cell)
                .toList();
        row(table, name, cells);
    }

    /** Adds a row, if there is anything to say in it. */
    private static void row(ReportTable.Builder table, String name, List<String> cells) {
        if (cells.stream().anyMatch(cell -> !cell.equals(ReportTables.UNKNOWN))) {
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
                .map(ConditionsTable::text)
                .orElse(ReportTables.UNKNOWN);
    }

    private static String last(ReportSide side, Function<RunResult, @Nullable Instant> time) {
        return instants(side, time)
                .max(Instant::compareTo)
                .map(ConditionsTable::text)
                .orElse(ReportTables.UNKNOWN);
    }

    private static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static Stream<Instant> instants(ReportSide side, Function<RunResult, @Nullable Instant> time) {
        return side.runs().stream().flatMap(run -> Stream.ofNullable(time.apply(run.result())));
    }
}
