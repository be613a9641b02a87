package io.github.snatrace.client.page;

import io.github.snatrace.client.text.Wording;
import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.conntrack.CpuCounters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code insert_failed} by CPU before and after, as the template draws it.
 *
 * @param name what the counters are of
 * @param index of the side, which has a colour of its own
 * @param quiet how many CPUs did not count any, and are not among the rows
 */
public record CpuPlot(String name, int index, String moved, List<Row> rows, int quiet) {

    public CpuPlot {
        rows = List.copyOf(rows);
    }

    /**
     * A CPU.
     *
     * @param width of its bar in percent of the longest
     */
    record Row(int cpu, String before, String after, String moved, String width) {}

    /** The plots of all sides that have counters, with bars of one scale. */
    static List<CpuPlot> of(RunReport report) {
        List<CpuPlot> plots = new ArrayList<>();
        Map<String, Map<Integer, long[]>> sums = new LinkedHashMap<>();
        Map<String, Integer> indices = new TreeMap<>();
        for (int i = 0; i < report.sides().size(); i++) {
            ReportSide side = report.sides().get(i);
            collect(sums, side.name(), side.counters());
            indices.put(side.name(), i);
        }
        String all = report.sides().size() == 1 ? report.sides().get(0).name() : "all of them";
        collect(sums, all, report.shared());
        long most = sums.values().stream()
                .flatMap(cpus -> cpus.values().stream())
                .mapToLong(counts -> counts[2])
                .max()
                .orElse(0);
        sums.forEach((name, cpus) -> plots.add(plot(name, indices.getOrDefault(name, 0), cpus, most)));
        return plots;
    }

    /** Sums before, after and the difference for each CPU. */
    private static void collect(Map<String, Map<Integer, long[]>> sums, String name, List<CounterChange> changes) {
        for (CounterChange change : changes) {
            ConntrackDelta delta = change.after().since(change.before());
            if (delta.total(Counter.INSERT_FAILED).isEmpty()) {
                continue;
            }
            Map<Integer, long[]> cpus = sums.computeIfAbsent(name, any -> new TreeMap<>());
            add(cpus, 0, change.before().cpus());
            add(cpus, 1, change.after().cpus());
            add(cpus, 2, delta.cpus());
        }
    }

    private static void add(Map<Integer, long[]> cpus, int column, List<CpuCounters> counters) {
        for (CpuCounters cpu : counters) {
            cpus.computeIfAbsent(cpu.cpu(), any -> new long[3])[column] += cpu.value(Counter.INSERT_FAILED);
        }
    }

    private static CpuPlot plot(String name, int index, Map<Integer, long[]> cpus, long most) {
        List<Row> rows = new ArrayList<>();
        long total = 0;
        for (Map.Entry<Integer, long[]> cpu : cpus.entrySet()) {
            long[] counts = cpu.getValue();
            total += counts[2];
            // A machine may have hundreds of CPUs; what is the same on all of them needs no row each.
            if (counts[2] > 0 || cpus.size() <= 8) {
                rows.add(new Row(
                        cpu.getKey(),
                        Wording.count(counts[0]),
                        Wording.count(counts[1]),
                        "+" + Wording.count(counts[2]),
                        String.format(Locale.ROOT, "%.2f%%", most == 0 ? 0 : 100.0 * counts[2] / most)));
            }
        }
        return new CpuPlot(name, index, Wording.count(total), rows, cpus.size() - rows.size());
    }
}
