/** Reads the connection tracking counters of one network namespace and diffs them, CPU by CPU. */
@NullMarked
package io.github.snatrace.conntrack;

import org.jspecify.annotations.NullMarked;
