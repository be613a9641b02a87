/** Proves with held pairs what a router's rules do when two flows meet, and what the cure costs. */
@NullMarked
package io.github.snatrace.examples.prove;

import org.jspecify.annotations.NullMarked;
