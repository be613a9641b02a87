package io.github.snatrace.metrics;

import io.github.snatrace.commandline.Program;
import io.github.snatrace.commandline.UsageException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that publish metrics. */
public final class MetricsOptions {
    @Option(
            names = "--metrics",
            paramLabel = "[HOST:]PORT",
            description = "Serve metrics for Prometheus at http://HOST:PORT/metrics; without HOST on the loopback "
                    + "interface only.")
    @Nullable
    private String address;

    @Option(
            names = "--metrics-file",
            paramLabel = "FILE.prom",
            description = "Write the metrics to this file every interval, for the textfile collector of node_exporter.")
    @Nullable
    private Path file;

    /** Returns whether metrics are to be published at all. */
    public boolean isGiven() {
        return address != null || file != null;
    }

    /**
     * Publishes {@code registry}. What cannot be done is said in one line, and left undone: metrics are no reason not
     * to measure.
     *
     * @throws UsageException if an option is wrong
     */
    public Publication publish(PrometheusRegistry registry, Program program) {
        MetricsAddress where;
        MetricsFile metricsFile;
        try {
            where = address == null ? null : MetricsAddress.parse(address);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--metrics: " + e.getMessage());
        }
        try {
            metricsFile = file == null ? null : new MetricsFile(file, registry);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--metrics-file: " + e.getMessage());
        }
        MetricsServer server = null;
        if (where != null) {
            try {
                server = MetricsServer.listen(where, registry);
                program.say("metrics at http://" + new MetricsAddress(where.host(), server.port()) + "/metrics");
            } catch (IOException e) {
                program.say(e.getMessage() + "; the measurement goes on");
            }
        }
        return new Publication(server, metricsFile, program);
    }

    /** Metrics that are being published. */
    public static final class Publication implements AutoCloseable {
        private final @Nullable MetricsServer server;
        private final @Nullable MetricsFile file;
        private final Program program;
        private boolean said;

        Publication(@Nullable MetricsServer server, @Nullable MetricsFile file, Program program) {
            this.server = server;
            this.file = file;
            this.program = program;
        }

        /** Writes the file, if there is to be one. The first time that fails, it says so. */
        public void refresh() {
            if (file == null) {
                return;
            }
            try {
                file.write();
                said = false;
            } catch (IOException e) {
                if (!said) {
                    program.say("cannot write the metrics: " + Program.reason(e) + "; the measurement goes on");
                }
                said = true;
            }
        }

        /** Writes the file for the last time, and serves no more. */
        @Override
        public void close() {
            refresh();
            if (server != null) {
                server.close();
            }
        }
    }
}
