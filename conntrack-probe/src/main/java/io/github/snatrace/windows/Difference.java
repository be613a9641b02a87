package io.github.snatrace.windows;

/**
 * Something beside the losses that is another in the second window.
 *
 * @param what kernel, rules, load, table or a counter
 * @param first how it was in the first window
 * @param second how it was in the second
 */
public record Difference(String what, String first, String second) {}
