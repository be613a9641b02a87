/** Tests of the benchmarks' arithmetic, and benchmarks of single methods. */
@NullMarked
package io.github.snatrace.examples.bench;

import org.jspecify.annotations.NullMarked;
