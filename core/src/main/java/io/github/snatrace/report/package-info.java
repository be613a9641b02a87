/** Tells people, while a run goes on and at its end, what it has seen. */
@NullMarked
package io.github.snatrace.report;

import org.jspecify.annotations.NullMarked;
