/** Holds what the command lines of client and probe share: exit codes, usage errors, durations, signals. */
@NullMarked
package io.github.snatrace.commandline;

import org.jspecify.annotations.NullMarked;
