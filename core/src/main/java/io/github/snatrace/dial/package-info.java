/** Opens TCP connections on a schedule and says how each one went. */
@NullMarked
package io.github.snatrace.dial;

import org.jspecify.annotations.NullMarked;
