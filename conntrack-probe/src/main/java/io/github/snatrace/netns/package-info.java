/** Chooses a network namespace, and does something in it. */
@NullMarked
package io.github.snatrace.netns;

import org.jspecify.annotations.NullMarked;
