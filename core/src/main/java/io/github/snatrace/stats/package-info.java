/** Records a run while it goes, interval by interval, and reports it. */
@NullMarked
package io.github.snatrace.stats;

import org.jspecify.annotations.NullMarked;
