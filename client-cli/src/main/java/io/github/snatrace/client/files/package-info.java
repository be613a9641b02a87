/** What grows with a run, and how a file is put in its place whole. */
@NullMarked
package io.github.snatrace.client.files;

import org.jspecify.annotations.NullMarked;
