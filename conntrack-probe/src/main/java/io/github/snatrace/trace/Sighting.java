package io.github.snatrace.trace;

/**
 * A packet, seen somewhere.
 *
 * @param point where
 * @param atNanos when, in nanoseconds since the epoch
 * @param packet which
 */
record Sighting(TapPoint point, long atNanos, TracedPacket packet) {}
