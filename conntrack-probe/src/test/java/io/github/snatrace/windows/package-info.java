/** Tests of the comparison of two windows. */
@NullMarked
package io.github.snatrace.windows;

import org.jspecify.annotations.NullMarked;
