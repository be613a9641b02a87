/** The dialer as a command, and the commands over its result files. */
@NullMarked
package io.github.snatrace.client.cli;

import org.jspecify.annotations.NullMarked;
