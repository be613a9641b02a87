/** Reads the other counters of one network namespace (TcpExt, Tcp, conntrack table use), snapshot and delta. */
@NullMarked
package io.github.snatrace.netns;

import org.jspecify.annotations.NullMarked;
