/** Tests of the other counters of a namespace. */
@NullMarked
package io.github.snatrace.netns;

import org.jspecify.annotations.NullMarked;
