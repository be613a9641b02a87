package io.github.snatrace.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One SYN, or first packet of a UDP flow, that was lost.
 *
 * @param at when it entered
 * @param protocol what it belongs to
 * @param original where it came from
 * @param target whom it was sent to, as its sender calls it
 * @param translated what its source was translated to, empty if it was lost before that was seen
 * @param backend whom it was sent on to, the same as {@code target} unless that was translated as well; empty like
 *     {@code translated}
 * @param copy 1 for the first SYN of a connection, 2 when it was sent again, and so on
 * @param lost where it ended
 * @param rival who had its translated tuple
 * @param cause why, as far as its way tells
 * @param again whether it was sent again while it was watched
 * @param throughAfter how long after this SYN the connection was answered after all, empty if it was not
 */
public record LostSyn(
        Instant at,
        TransportProtocol protocol,
        Endpoint original,
        Endpoint target,
        Optional<Endpoint> translated,
        Optional<Endpoint> backend,
        int copy,
        LossPlace lost,
        Optional<Rival> rival,
        LossCause cause,
        boolean again,
        Optional<Duration> throughAfter) {}
