@NullMarked
package io.github.snatrace.host;

import org.jspecify.annotations.NullMarked;
