package io.github.snatrace.metrics;

import io.github.snatrace.conntrack.ConntrackReader;

/**
 * A network namespace whose counters are shown.
 *
 * @param label what the label {@code netns} says of it
 * @param reader reads its counters
 */
public record ObservedNamespace(String label, ConntrackReader reader) {}
