/** Tests that embed the library, as a test suite elsewhere does. */
@NullMarked
package io.github.snatrace.examples.junit;

import org.jspecify.annotations.NullMarked;
