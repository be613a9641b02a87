/** Takes and reads all counters of one network namespace, before and after. */
@NullMarked
package io.github.snatrace.snapshot;

import org.jspecify.annotations.NullMarked;
