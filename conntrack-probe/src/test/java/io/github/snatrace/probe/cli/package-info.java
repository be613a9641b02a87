/** Tests of the command. */
@NullMarked
package io.github.snatrace.probe.cli;

import org.jspecify.annotations.NullMarked;
