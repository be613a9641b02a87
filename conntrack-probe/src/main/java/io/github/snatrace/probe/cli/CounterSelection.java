package io.github.snatrace.probe.cli;

import io.github.snatrace.conntrack.Counter;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which counters to show.
 *
 * @param only those that were asked for by name, empty for any
 * @param all also those without a count
 */
record CounterSelection(Set<Counter> only, boolean all) {
    CounterSelection {
        only = Set.copyOf(only);
    }

    /** Returns whether counters were asked for by name, and are shown whatever they counted. */
    boolean isExplicit() {
        return !only.isEmpty();
    }

    /** Returns a modifiable copy of those of {@code counters} that were asked for. */
    SortedMap<Counter, Long> of(SortedMap<Counter, Long> counters) {
        SortedMap<Counter, Long> selected = new TreeMap<>(counters);
        if (isExplicit()) {
            selected.keySet().retainAll(only);
        }
        return selected;
    }
}
