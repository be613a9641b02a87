/** Holds packets between translation and confirmation, so that flows meet for certain. */
@NullMarked
package io.github.snatrace.hold;

import org.jspecify.annotations.NullMarked;
