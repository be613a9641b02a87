/** The libraries as modules, in the hands of a consumer who names nothing but them. */
@NullMarked
package io.github.snatrace.examples.modules;

import org.jspecify.annotations.NullMarked;
