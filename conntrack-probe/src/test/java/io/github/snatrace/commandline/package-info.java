@NullMarked
package io.github.snatrace.commandline;

import org.jspecify.annotations.NullMarked;
