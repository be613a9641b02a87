package io.github.snatrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.host.FakeCommands;
import io.github.snatrace.host.Host;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConntrackCollectorTest {
    @TempDir
    Path root;

    private final PrometheusRegistry registry = new PrometheusRegistry();

    @Test
    void scrape_ofTwoNamespaces_hasEveryCounterByItsCurrentNameAndTheRaceOfEach() throws IOException {
        Files.createDirectories(root.resolve("proc/sys/net/netfilter"));
        Files.writeString(root.resolve("proc/sys/net/netfilter/nf_conntrack_max"), "262144\n");
        observe(
                new ObservedNamespace("router", new ScriptedReader("""
                                cpu=0 found=7 insert_failed=5 chaintoolong=2
                                cpu=1 found=1 insert_failed=4 chaintoolong=0
                                """)),
                new ObservedNamespace("pid:1", new ScriptedReader("cpu=0 insert_failed=1")));

        String text = scrape();

        assertThat(text).isEqualTo("""
                # HELP conntrack_entries_limit How many entries the connection tracking table of any namespace may hold.
                # TYPE conntrack_entries_limit gauge
                conntrack_entries_limit 262144.0
                # HELP conntrack_snat_race_candidates_total Entries that could not be inserted because another CPU had taken \
                their tuple: insert_failed - chainlength.
                # TYPE conntrack_snat_race_candidates_total counter
                conntrack_snat_race_candidates_total{netns="pid:1"} 1.0
                conntrack_snat_race_candidates_total{netns="router"} 7.0
                # HELP conntrack_source_info Where the counters are read.
                # TYPE conntrack_source_info gauge
                conntrack_source_info{netns="pid:1",source="conntrack -S"} 1
                conntrack_source_info{netns="router",source="conntrack -S"} 1
                # HELP conntrack_stat_total What connection tracking has counted, by the newest kernel's name of the counter.
                # TYPE conntrack_stat_total counter
                conntrack_stat_total{counter="chainlength",cpu="0",netns="router"} 2.0
                conntrack_stat_total{counter="chainlength",cpu="1",netns="router"} 0.0
                conntrack_stat_total{counter="found",cpu="0",netns="router"} 7.0
                conntrack_stat_total{counter="found",cpu="1",netns="router"} 1.0
                conntrack_stat_total{counter="insert_failed",cpu="0",netns="pid:1"} 1.0
                conntrack_stat_total{counter="insert_failed",cpu="0",netns="router"} 5.0
                conntrack_stat_total{counter="insert_failed",cpu="1",netns="router"} 4.0
                # HELP conntrack_up Whether the counters of the namespace could be read.
                # TYPE conntrack_up gauge
                conntrack_up{netns="pid:1"} 1.0
                conntrack_up{netns="router"} 1.0
                """);
    }

    @Test
    void scrape_afterAWrapOf32Bits_goesOnRising() throws IOException {
        observe(new ObservedNamespace(
                "self", new ScriptedReader("cpu=0 found=4294967290 drop=9", "cpu=0 found=4 drop=9")));
        scrape();

        assertThat(scrape()).contains("conntrack_stat_total{counter=\"found\",cpu=\"0\",netns=\"self\"} 4.2949673E9");
    }

    @Test
    void scrape_afterAReset_keepsWhatWasCountedBefore() throws IOException {
        observe(new ObservedNamespace(
                "self", new ScriptedReader("cpu=0 insert_failed=100 drop=100", "cpu=0 insert_failed=3 drop=3")));
        scrape();

        assertThat(scrape()).contains("conntrack_snat_race_candidates_total{netns=\"self\"} 103.0");
    }

    @Test
    void scrape_ofANamespaceThatCannotBeRead_saysSoAndKeepsItsCounters() throws IOException {
        observe(new ObservedNamespace("self", new ScriptedReader("cpu=0 insert_failed=2")));
        scrape();

        assertThat(scrape().lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining("\n")))
                .isEqualTo("""
                        conntrack_snat_race_candidates_total{netns="self"} 2.0
                        conntrack_stat_total{counter="insert_failed",cpu="0",netns="self"} 2.0
                        conntrack_up{netns="self"} 0.0""");
    }

    private void observe(ObservedNamespace... namespaces) {
        registry.register(new ConntrackCollector(Host.at(root, new FakeCommands()), List.of(namespaces)));
    }

    private String scrape() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, registry.scrape(), EscapingScheme.DEFAULT);
        return out.toString(StandardCharsets.UTF_8);
    }
}
