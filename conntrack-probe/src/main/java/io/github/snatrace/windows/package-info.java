/** Holds two windows of time against one another: which lost more packets, for what was going on. */
@NullMarked
package io.github.snatrace.windows;

import org.jspecify.annotations.NullMarked;
