/** Compares the failures of runs: statistics that are pure functions of counts and distributions. */
@NullMarked
package io.github.snatrace.compare;

import org.jspecify.annotations.NullMarked;
