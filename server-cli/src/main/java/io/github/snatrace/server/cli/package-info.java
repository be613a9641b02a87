/** The acceptor as a command. */
@NullMarked
package io.github.snatrace.server.cli;

import org.jspecify.annotations.NullMarked;
