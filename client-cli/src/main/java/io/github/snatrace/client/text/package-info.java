/** How results are told in words, in tables of text, and in JSON on standard output. */
@NullMarked
package io.github.snatrace.client.text;

import org.jspecify.annotations.NullMarked;
