/** Tests of what a test suite uses of the probe. */
@NullMarked
package io.github.snatrace.conntrack.testing;

import org.jspecify.annotations.NullMarked;
