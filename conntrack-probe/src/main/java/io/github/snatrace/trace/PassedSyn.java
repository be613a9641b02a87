package io.github.snatrace.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One SYN, or first packet of a UDP flow, that came through.
 *
 * @param at when it entered
 * @param protocol what it belongs to
 * @param original where it came from
 * @param target whom it was sent to, as its sender calls it
 * @param translated what its source was translated to, empty if that was not seen
 * @param copy 1 for the first SYN of a connection, 2 when it was sent again, and so on
 * @param answeredAfter how long it took until the answer went back to where it came from, empty for UDP, whose answers
 *     are not watched
 * @param refused whether the answer was a reset
 */
public record PassedSyn(
        Instant at,
        TransportProtocol protocol,
        Endpoint original,
        Endpoint target,
        Optional<Endpoint> translated,
        int copy,
        Optional<Duration> answeredAfter,
        boolean refused) {}
