/** The result of a run, its file, its comparison. */
@NullMarked
package io.github.snatrace.client.result;

import org.jspecify.annotations.NullMarked;
