/** Runs what {@code examples/docker} tells people to run, on a real daemon in namespaces of its own. */
@NullMarked
package io.github.snatrace.examples.docker;

import org.jspecify.annotations.NullMarked;
