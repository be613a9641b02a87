/** Tests of the diagnosis. */
@NullMarked
package io.github.snatrace.diagnosis;

import org.jspecify.annotations.NullMarked;
