/** What a run came to: its type, its only file, its comparison with other runs. */
@NullMarked
package io.github.snatrace.result;

import org.jspecify.annotations.NullMarked;
