/** Tests of following SYNs through the translation. */
@NullMarked
package io.github.snatrace.trace;

import org.jspecify.annotations.NullMarked;
