/** Names the cause of every lost connection: a pure function of counter deltas and client results. */
@NullMarked
package io.github.snatrace.diagnosis;

import org.jspecify.annotations.NullMarked;
