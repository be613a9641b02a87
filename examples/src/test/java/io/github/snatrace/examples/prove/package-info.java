/** Tests of the proof. */
@NullMarked
package io.github.snatrace.examples.prove;

import org.jspecify.annotations.NullMarked;
