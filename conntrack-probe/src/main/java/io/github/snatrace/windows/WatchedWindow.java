package io.github.snatrace.windows;

import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.conntrack.CounterSource;
import io.github.snatrace.conntrack.CpuCounters;
import io.github.snatrace.host.TextFormatException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a window from what {@code conntrack-probe watch --json} printed, a line an interval. */
public final class WatchedWindow {
    private final Map<Exposure, Double> exposures = new EnumMap<>(Exposure.class);
    private final List<Window.Stretch> stretches = new ArrayList<>();
    private @Nullable ConntrackDelta sum;
    private OptionalLong held = OptionalLong.empty();
    private OptionalLong most = OptionalLong.empty();

    private WatchedWindow() {}

    /** Returns whether {@code text} begins as the lines of a watch do. */
    public static boolean isWatched(String text) {
        return text.stripLeading().startsWith("{");
    }

    /**
     * Reads the lines; the last may be cut off, and the line of the totals missing.
     *
     * @throws TextFormatException if another line is broken, or none has counters; the message names it
     */
    public static Window parse(String text) {
        WatchedWindow window = new WatchedWindow();
        List<String> lines = text.stripTrailing().lines().toList();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1);
            if (line.isBlank()) {
                continue;
            }
            try {
                window.add(JsonMapper.shared().readTree(line));
            } catch (JacksonException e) {
                if (number < lines.size() || window.sum == null) {
                    throw TextFormatException.at(number, "expected a line of watch --json: " + e.getOriginalMessage());
                }
            }
        }
        return window.window();
    }

    private void add(JsonNode line) {
        if (!line.has("total") || line.path("totals").asBoolean(false)) {
            return;
        }
        SortedMap<Counter, Long> counters = new TreeMap<>();
        line.path("total")
                .properties()
                .forEach(entry -> counters.put(
                        Counter.named(entry.getKey()), entry.getValue().asLong(0)));
        ConntrackDelta counted = new ConntrackDelta(
                CounterSource.PROCFS,
                CounterSource.PROCFS,
                List.of(new CpuCounters(0, counters)),
                line.path("reset").asBoolean(false),
                OptionalLong.empty(),
                OptionalLong.empty(),
                new ConntrackDelta.Unmatched(List.of(), List.of(), List.of(), List.of()));
        sum = sum == null ? counted : sum.plus(counted);
        Map<Exposure, Double> now = new EnumMap<>(Exposure.class);
        now.put(Exposure.SECONDS, line.path("seconds").asDouble(0));
        Window.newEntries(counted).ifPresent(count -> now.put(Exposure.NEW_ENTRIES, (double) count));
        if (line.has("forwarded")) {
            now.put(Exposure.FORWARDED, (double) line.path("forwarded").asLong(0));
        }
        now.forEach((exposure, much) -> exposures.merge(exposure, much, Double::sum));
        stretches.add(new Window.Stretch(Window.lost(counted, Optional.empty()), now));
        held = line.has("entries") ? OptionalLong.of(line.path("entries").asLong(0)) : held;
        most = line.has("tableSize") ? OptionalLong.of(line.path("tableSize").asLong(0)) : most;
    }

    private Window window() {
        if (sum == null) {
            throw new TextFormatException("expected lines of watch --json with counters, found none");
        }
        exposures.values().removeIf(exposure -> exposure <= 0);
        return new Window(
                Window.lost(sum, Optional.empty()),
                sum,
                exposures,
                stretches,
                Optional.empty(),
                new Window.Entries(held, most),
                OptionalDouble.empty(),
                false,
                List.of());
    }
}
