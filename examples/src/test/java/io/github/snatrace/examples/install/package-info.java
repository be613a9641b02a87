/** Tests of the installed command, and of what its readers are told to type. */
@NullMarked
package io.github.snatrace.examples.install;

import org.jspecify.annotations.NullMarked;
