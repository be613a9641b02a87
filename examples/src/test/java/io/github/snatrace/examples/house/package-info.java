/** Holds the build to its plan: packages, arrows, names. */
@NullMarked
package io.github.snatrace.examples.house;

import org.jspecify.annotations.NullMarked;
