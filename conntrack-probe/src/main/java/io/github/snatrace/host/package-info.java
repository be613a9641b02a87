/** Says what can be read and run on this machine. */
@NullMarked
package io.github.snatrace.host;

import org.jspecify.annotations.NullMarked;
