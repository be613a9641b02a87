package io.github.snatrace.trace;

import java.time.Instant;
import java.util.Optional;

/**
 * Who has the translated tuple that a lost SYN was to have.
 *
 * @param original where it came from, empty if it was seen leaving only
 * @param since when it left with that tuple, empty if that was before the trace began
 */
public record Rival(Optional<Endpoint> original, Optional<Instant> since) {}
