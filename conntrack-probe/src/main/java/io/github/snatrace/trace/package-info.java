/** Follows each SYN through the translation, and says where it ended and who had taken its translated tuple. */
@NullMarked
package io.github.snatrace.trace;

import org.jspecify.annotations.NullMarked;
