@NullMarked
package io.github.snatrace.metrics;

import org.jspecify.annotations.NullMarked;
