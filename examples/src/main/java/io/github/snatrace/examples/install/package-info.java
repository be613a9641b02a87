/** What an installation has beside the programs: manual pages and the completion of a shell. */
@NullMarked
package io.github.snatrace.examples.install;

import org.jspecify.annotations.NullMarked;
