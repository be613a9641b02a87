/** Tests of the connection tracking counters. */
@NullMarked
package io.github.snatrace.conntrack;

import org.jspecify.annotations.NullMarked;
