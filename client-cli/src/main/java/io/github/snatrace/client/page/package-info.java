/** Runs as a report: a page of HTML, or Markdown. */
@NullMarked
package io.github.snatrace.client.page;

import org.jspecify.annotations.NullMarked;
