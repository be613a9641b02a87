/**
 * Opens TCP connections on a schedule, accepts them, and counts how each one went; records runs, keeps their results in
 * files and compares them.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // HdrHistogram has no name but its file's
module io.github.snatrace.core {
    requires transitive HdrHistogram;
    requires com.google.common;
    requires static com.google.errorprone.annotations;
    requires org.apache.commons.numbers.rootfinder;
    requires org.apache.commons.rng.api;
    requires org.apache.commons.statistics.distribution;
    requires org.apache.commons.statistics.inference;
    requires static org.assertj.core;
    requires static transitive org.jspecify;
    requires static org.junit.jupiter.api;
    requires tools.jackson.core;

    exports io.github.snatrace.accept;
    exports io.github.snatrace.compare;
    exports io.github.snatrace.dial;
    exports io.github.snatrace.result;
    exports io.github.snatrace.stats;
    exports io.github.snatrace.testing;
}
