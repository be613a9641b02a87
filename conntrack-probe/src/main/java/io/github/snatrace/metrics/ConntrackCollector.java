package io.github.snatrace.metrics;

import io.github.snatrace.conntrack.ConntrackReader;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.host.Host;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connection tracking counters of network namespaces, read anew for each scrape. Safe for use by any threads.
 *
 * <p>{@code conntrack_stat_total{counter,cpu,netns}} has every counter under its current name; like
 * {@code conntrack_snat_race_candidates_total{netns}} (insert_failed without the entries whose chain was too long) it
 * only rises, whatever the kernel's 32 bits or a new namespace of the same name do. {@code conntrack_entries{netns}}
 * and {@code conntrack_entries_limit} are gauges, {@code conntrack_up{netns}} is 0 while a namespace cannot be read,
 * and {@code conntrack_source_info{netns,source}} says where the numbers are from.
 */
public final class ConntrackCollector implements MultiCollector {
    private final Host host;
    private final List<Observation> observations = new ArrayList<>();

    /** Shows {@code namespaces} of {@code host}, whose labels differ. */
    public ConntrackCollector(Host host, List<ObservedNamespace> namespaces) {
        this.host = host;
        namespaces.forEach(namespace -> observations.add(new Observation(namespace)));
    }

    @Override
    public synchronized MetricSnapshots collect() {
        CounterSnapshot.Builder counters = CounterSnapshot.builder()
                .name("conntrack_stat")
                .help("What connection tracking has counted, by the newest kernel's name of the counter.");
        CounterSnapshot.Builder candidates = CounterSnapshot.builder()
                .name("conntrack_snat_race_candidates")
                .help("Entries that could not be inserted because another CPU had taken their tuple: insert_failed "
                        + "- chainlength.");
        GaugeSnapshot.Builder entries =
                GaugeSnapshot.builder().name("conntrack_entries").help("Entries in the connection tracking table.");
        GaugeSnapshot.Builder up = GaugeSnapshot.builder()
                .name("conntrack_up")
                .help("Whether the counters of the namespace could be read.");
        InfoSnapshot.Builder sources =
                InfoSnapshot.builder().name("conntrack_source").help("Where the counters are read.");
        for (Observation observation : observations) {
            observation.read();
            Labels netns = Labels.of("netns", observation.namespace.label());
            observation
                    .counters
                    .totals()
                    .forEach((cpu, totals) -> totals.forEach((counter, value) -> counters.dataPoint(
                            counter(netns.add("counter", counter.name()).add("cpu", Integer.toString(cpu)), value))));
            ConntrackStats stats = observation.stats;
            up.dataPoint(gauge(netns, stats == null ? 0 : 1));
            if (stats != null) {
                stats.entries().ifPresent(value -> entries.dataPoint(gauge(netns, value)));
                sources.dataPoint(InfoDataPointSnapshot.builder()
                        .labels(netns.add("source", stats.source().label()))
                        .build());
            }
            if (!observation.counters.totals().isEmpty()) {
                candidates.dataPoint(counter(netns, observation.candidates()));
            }
        }
        GaugeSnapshot.Builder limit = GaugeSnapshot.builder()
                .name("conntrack_entries_limit")
                .help("How many entries the connection tracking table of any namespace may hold.");
        ConntrackReader.maxEntries(host).ifPresent(value -> limit.dataPoint(gauge(Labels.EMPTY, value)));
        return MetricSnapshots.of(
                counters.build(), candidates.build(), entries.build(), limit.build(), up.build(), sources.build());
    }

    private static CounterDataPointSnapshot counter(Labels labels, long value) {
        return CounterDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build();
    }

    private static GaugeDataPointSnapshot gauge(Labels labels, long value) {
        return GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build();
    }

    /** One namespace, and what is known of it. */
    private static final class Observation {
        final ObservedNamespace namespace;
        final MonotonicCounters counters = new MonotonicCounters();

        @Nullable
        ConntrackStats stats;

        Observation(ObservedNamespace namespace) {
            this.namespace = namespace;
        }

        void read() {
            try {
                ConntrackStats now = namespace.reader().read();
                counters.add(now);
                stats = now;
            } catch (IOException e) {
                // Told by conntrack_up; the counters stay where they were.
                stats = null;
            }
        }

        long candidates() {
            return Math.max(0, counters.total(Counter.INSERT_FAILED) - counters.total(Counter.CHAINLENGTH));
        }
    }
}
