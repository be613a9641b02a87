/**
 * Reads the kernel's connection tracking counters, follows and holds packets, and says why connects failed. The command
 * itself, and what it shares with other commands, is not exported.
 */
@SuppressWarnings("requires-automatic") // JNA and Prometheus have names, but no descriptors
module io.github.snatrace.conntrack {
    requires com.fasterxml.jackson.annotation;
    requires com.sun.jna;
    requires static info.picocli;
    requires static io.prometheus.metrics.config;
    requires static io.prometheus.metrics.exporter.httpserver;
    requires static io.prometheus.metrics.model;
    requires static io.prometheus.writer.text;
    requires org.apache.commons.statistics.distribution;
    requires static org.assertj.core;
    requires static org.junit.jupiter.api;
    requires static transitive org.jspecify;
    requires tools.jackson.databind;

    exports io.github.snatrace.conntrack;
    exports io.github.snatrace.conntrack.testing;
    exports io.github.snatrace.diagnosis;
    exports io.github.snatrace.doctor;
    exports io.github.snatrace.hold;
    exports io.github.snatrace.host;
    exports io.github.snatrace.metrics;
    exports io.github.snatrace.netlink;
    exports io.github.snatrace.netns;
    exports io.github.snatrace.snapshot;
    exports io.github.snatrace.trace;
    exports io.github.snatrace.windows;

    opens io.github.snatrace.diagnosis to
            tools.jackson.databind;
    opens io.github.snatrace.netlink to
            com.sun.jna;
    opens io.github.snatrace.netns to
            com.sun.jna;
    opens io.github.snatrace.probe.cli to
            info.picocli,
            tools.jackson.databind;
}
