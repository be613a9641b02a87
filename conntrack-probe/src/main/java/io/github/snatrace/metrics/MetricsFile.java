package io.github.snatrace.metrics;

import io.github.snatrace.commandline.DraftFile;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file of metrics for the textfile collector of node_exporter, which reads whole files whose names end in {@code
 * .prom}.
 */
public final class MetricsFile {
    private final Path file;
    private final PrometheusRegistry registry;

    /**
     * Names the file that {@code registry} is written to.
     *
     * @throws IllegalArgumentException if node_exporter would pass it by
     */
    public MetricsFile(Path file, PrometheusRegistry registry) {
        if (!file.toString().endsWith(".prom")) {
            throw new IllegalArgumentException("expected a name that ends in .prom, not " + file);
        }
        this.file = file.toAbsolutePath();
        this.registry = registry;
    }

    /**
     * Writes what is counted now. Nobody sees half of it.
     *
     * @throws IOException if that cannot be done; the file is then what it was
     */
    public void write() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, registry.scrape(), EscapingScheme.DEFAULT);
        DraftFile.write(file, text.toByteArray());
    }
}
