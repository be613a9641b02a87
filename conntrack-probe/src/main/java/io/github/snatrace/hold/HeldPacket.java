package io.github.snatrace.hold;

/**
 * A packet that was held and let go.
 *
 * @param original the tuple that it came with
 * @param translated the tuple that it leaves with, which differs if it is translated
 */
public record HeldPacket(Tuple original, Tuple translated, Fate fate) {}
