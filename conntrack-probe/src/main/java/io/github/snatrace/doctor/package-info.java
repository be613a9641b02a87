/** Looks at a host and says in plain words what matters there for the race. */
@NullMarked
package io.github.snatrace.doctor;

import org.jspecify.annotations.NullMarked;
