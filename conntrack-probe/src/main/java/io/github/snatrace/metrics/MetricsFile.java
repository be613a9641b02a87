package io.github.snatrace.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

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
        Path draft = file.resolveSibling("." + file.getFileName() + ".draft");
        try {
            try (OutputStream out = Files.newOutputStream(draft)) {
                PrometheusTextFormatWriter.create().write(out, registry.scrape(), EscapingScheme.DEFAULT);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(draft);
            throw e;
        }
    }
}
