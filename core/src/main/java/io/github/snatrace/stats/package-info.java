/** Records attempts, sums intervals, and compares runs. */
@NullMarked
package io.github.snatrace.stats;

import org.jspecify.annotations.NullMarked;
