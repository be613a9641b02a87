/** Benchmarks: what is claimed about speed and about the statistics, measured. */
@NullMarked
package io.github.snatrace.examples.bench;

import org.jspecify.annotations.NullMarked;
