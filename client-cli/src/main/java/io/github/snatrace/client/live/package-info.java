/** What a terminal shows of a run while it goes on. */
@NullMarked
package io.github.snatrace.client.live;

import org.jspecify.annotations.NullMarked;
