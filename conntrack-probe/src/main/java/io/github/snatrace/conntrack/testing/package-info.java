/**
 * Connection tracking in a test suite: a guard that fails a test which lost packets, and assertions of what was counted
 * and of verdicts. None of them passes where nothing was seen. Needs AssertJ and JUnit 5 on the class path.
 */
@NullMarked
package io.github.snatrace.conntrack.testing;

import org.jspecify.annotations.NullMarked;
