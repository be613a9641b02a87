package io.github.snatrace.windows;

/**
 * What a number lies between.
 *
 * @param low the lower limit
 * @param high the upper one, infinite where there is none
 */
public record Limits(double low, double high) {}
