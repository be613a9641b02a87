/** Listens, accepts, closes, counts. */
@NullMarked
package io.github.snatrace.accept;

import org.jspecify.annotations.NullMarked;
