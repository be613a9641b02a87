package io.github.snatrace.probe.cli;

import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.conntrack.CpuCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;

/** Writes counters as people read them: a row for each CPU, a column for each counter, the total below. */
final class CountersText {
    private static final Set<Counter> ALWAYS = Set.of(Counter.INSERT_FAILED, Counter.DROP);

    private CountersText() {}

    /**
     * Returns the values of one moment; without {@code all}, counters that are 0 everywhere are left out, and CPUs that
     * counted nothing.
     */
    static String of(ConntrackStats stats, OptionalLong maxEntries, CounterSelection selection) {
        StringBuilder text =
                new StringBuilder("source   ").append(stats.source().label()).append('\n');
        if (stats.entries().isPresent()) {
            text.append("entries  ").append(stats.entries().getAsLong());
            if (maxEntries.isPresent() && maxEntries.getAsLong() > 0) {
                text.append(String.format(
                        Locale.ROOT,
                        " of %d (%.1f %%)",
                        maxEntries.getAsLong(),
                        100.0 * stats.entries().getAsLong() / maxEntries.getAsLong()));
            }
            text.append('\n');
        }
        SortedMap<Counter, Long> total = selection.of(stats.total());
        if (!selection.all()) {
            total.entrySet()
                    .removeIf(e -> e.getValue() == 0 && !ALWAYS.contains(e.getKey()) && !selection.isExplicit());
        }
        List<CpuCounters> cpus = new ArrayList<>(stats.cpus());
        if (!selection.all()) {
            cpus.removeIf(cpu -> total.keySet().stream().allMatch(counter -> cpu.value(counter) == 0));
        }
        text.append('\n').append(table(cpus, total, false));
        int zero = stats.cpus().size() - cpus.size();
        if (zero > 0) {
            text.append('\n').append(cpus(zero)).append(" with nothing but 0 not shown\n");
        }
        return text.toString();
    }

    /** Returns what was counted; without {@code all}, only what changed. */
    static String of(ConntrackDelta delta, CounterSelection selection) {
        StringBuilder text = new StringBuilder("source   ");
        if (delta.before() != delta.source()) {
            text.append(delta.before().label())
                    .append(" before, ")
                    .append(delta.source().label())
                    .append(" after\n");
        } else {
            text.append(delta.source().label()).append('\n');
        }
        if (delta.entriesBefore().isPresent() && delta.entries().isPresent()) {
            text.append("entries  ").append(delta.entriesBefore().getAsLong()).append(" before, ");
            text.append(delta.entries().getAsLong()).append(" after\n");
        }
        if (delta.reset()) {
            text.append("reset    the counters were reset in between: these are counted from zero\n");
        }
        text.append(unmatched(delta.unmatched())).append('\n');

        SortedMap<Counter, Long> total = selection.of(delta.total());
        List<CpuCounters> cpus = new ArrayList<>(delta.cpus());
        int unchanged = 0;
        if (!selection.all()) {
            total.entrySet().removeIf(e -> e.getValue() == 0 && !selection.isExplicit());
            cpus.removeIf(cpu -> total.keySet().stream().allMatch(counter -> cpu.value(counter) == 0));
            unchanged = delta.cpus().size() - cpus.size();
        }
        if (total.isEmpty()) {
            return text.append(delta.cpus().isEmpty() ? "nothing could be compared" : "no counter changed")
                    .append(
                            delta.cpus().isEmpty()
                                    ? ""
                                    : " on " + cpus(delta.cpus().size()))
                    .append('\n')
                    .toString();
        }
        text.append(table(cpus, total, true));
        if (unchanged > 0) {
            text.append("\n").append(cpus(unchanged)).append(" without a change not shown\n");
        }
        return text.toString();
    }

    private static String unmatched(ConntrackDelta.Unmatched unmatched) {
        StringBuilder text = new StringBuilder();
        notCompared(text, unmatched.countersBefore(), "only before");
        notCompared(text, unmatched.countersAfter(), "only after");
        notCompared(text, prefixed(unmatched.cpusBefore()), "only before");
        notCompared(text, prefixed(unmatched.cpusAfter()), "only after");
        return text.toString();
    }

    private static void notCompared(StringBuilder text, List<?> what, String where) {
        if (!what.isEmpty()) {
            text.append("not compared, ").append(where).append(": ");
            text.append(String.join(" ", what.stream().map(Object::toString).toList()))
                    .append('\n');
        }
    }

    private static List<String> prefixed(List<Integer> cpus) {
        return cpus.stream().map(cpu -> "cpu" + cpu).toList();
    }

    private static String cpus(int count) {
        return count == 1 ? "1 CPU" : count + " CPUs";
    }

    /** Adds each CPU's share of insert_failed when {@code shares} and there is more than one to share it. */
    private static String table(List<CpuCounters> cpus, Map<Counter, Long> total, boolean shares) {
        long failed = total.getOrDefault(Counter.INSERT_FAILED, 0L);
        boolean share = shares && failed > 0 && cpus.size() > 1;
        Table table = new Table();
        table.row(cells("cpu", total.keySet().stream().map(Counter::name).toList(), share ? "share" : "", total));
        for (CpuCounters cpu : cpus) {
            table.row(cells(
                    Integer.toString(cpu.cpu()),
                    total.keySet().stream()
                            .map(counter -> Long.toString(cpu.value(counter)))
                            .toList(),
                    share ? percent(cpu.value(Counter.INSERT_FAILED), failed) : "",
                    total));
        }
        table.row(cells(
                "total",
                total.values().stream().map(Object::toString).toList(),
                share ? percent(failed, failed) : "",
                total));
        return table.toString();
    }

    private static List<String> cells(String first, List<String> values, String share, Map<Counter, Long> total) {
        List<String> cells = new ArrayList<>(values);
        if (!share.isEmpty()) {
            cells.add(new ArrayList<>(total.keySet()).indexOf(Counter.INSERT_FAILED) + 1, share);
        }
        cells.add(0, first);
        return cells;
    }

    private static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.1f%%", 100.0 * part / whole);
    }
}
