/** Shows the counters as Prometheus scrapes them. */
@NullMarked
package io.github.snatrace.metrics;

import org.jspecify.annotations.NullMarked;
