/** Tests of the holding of packets. */
@NullMarked
package io.github.snatrace.hold;

import org.jspecify.annotations.NullMarked;
