/** Tests of the doctor. */
@NullMarked
package io.github.snatrace.doctor;

import org.jspecify.annotations.NullMarked;
