@NullMarked
package io.github.snatrace.snapshot;

import org.jspecify.annotations.NullMarked;
