package io.github.snatrace.probe.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.conntrack.CpuCounters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The machine-readable form of counters, a contract: fields are added, never renamed.
 *
 * @param source where the (later) counters came from
 * @param sourceBefore where the earlier came from, when that was another source
 * @param cpus each CPU's counters, by their current names
 * @param total their sums
 * @param entries how many entries the table holds
 * @param entriesBefore how many it held before
 * @param maxEntries how many it can hold
 * @param reset whether the counters were reset in between and are counted from zero
 * @param notCompared what only one of both sets had
 * @param command how the command ended that ran in between
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CountersJson(
        String source,
        @Nullable String sourceBefore,
        List<Cpu> cpus,
        Map<String, Long> total,
        @Nullable Long entries,
        @Nullable Long entriesBefore,
        @Nullable Long maxEntries,
        @Nullable Boolean reset,
        @Nullable NotCompared notCompared,
        @Nullable CommandResult command) {

    /** One CPU's counters. */
    record Cpu(int cpu, Map<String, Long> counters) {}

    /** What only one of both sets of counters had. */
    record NotCompared(
            List<String> countersOnlyBefore,
            List<String> countersOnlyAfter,
            List<Integer> cpusOnlyBefore,
            List<Integer> cpusOnlyAfter) {}

    /** How a command ended; by signal n as 128 + n. */
    record CommandResult(List<String> arguments, int exitCode, double seconds) {}

    static CountersJson of(ConntrackStats stats, OptionalLong maxEntries, CounterSelection selection) {
        return new CountersJson(
                stats.source().label(),
                null,
                cpus(stats.cpus(), selection),
                named(selection.of(stats.total())),
                boxed(stats.entries()),
                null,
                boxed(maxEntries),
                null,
                null,
                null);
    }

    static CountersJson of(ConntrackDelta delta, CounterSelection selection) {
        ConntrackDelta.Unmatched unmatched = delta.unmatched();
        return new CountersJson(
                delta.source().label(),
                delta.before() == delta.source() ? null : delta.before().label(),
                cpus(delta.cpus(), selection),
                named(selection.of(delta.total())),
                boxed(delta.entries()),
                boxed(delta.entriesBefore()),
                null,
                delta.reset(),
                unmatched.isEmpty()
                        ? null
                        : new NotCompared(
                                names(unmatched.countersBefore()),
                                names(unmatched.countersAfter()),
                                unmatched.cpusBefore(),
                                unmatched.cpusAfter()),
                null);
    }

    CountersJson with(CommandResult result) {
        return new CountersJson(
                source, sourceBefore, cpus, total, entries, entriesBefore, maxEntries, reset, notCompared, result);
    }

    /** Returns the form on one line. */
    String toLine() {
        return mapper().writeValueAsString(this);
    }

    static JsonMapper mapper() {
        return JsonMapper.builder()
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .build();
    }

    private static List<Cpu> cpus(List<CpuCounters> cpus, CounterSelection selection) {
        List<Cpu> list = new ArrayList<>();
        cpus.forEach(cpu -> list.add(new Cpu(cpu.cpu(), named(selection.of(cpu.counters())))));
        return list;
    }

    private static Map<String, Long> named(SortedMap<Counter, Long> counters) {
        Map<String, Long> named = new LinkedHashMap<>();
        counters.forEach((counter, value) -> named.put(counter.name(), value));
        return named;
    }

    private static List<String> names(List<Counter> counters) {
        return counters.stream().map(Counter::name).toList();
    }

    static @Nullable Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
