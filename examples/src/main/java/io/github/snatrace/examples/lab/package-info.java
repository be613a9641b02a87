/**
 * Says what came of a race in the one-machine lab: reads the files that {@code examples/lab/race} leaves, prints a
 * table or JSON.
 */
@NullMarked
package io.github.snatrace.examples.lab;

import org.jspecify.annotations.NullMarked;
