/** Reads the counters of connection tracking and diffs them, CPU by CPU. */
@NullMarked
package io.github.snatrace.conntrack;

import org.jspecify.annotations.NullMarked;
