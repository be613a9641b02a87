package io.github.snatrace.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One SYN under way: a packet, not a connection; what was seen of it so far. Only {@link SynLedger} changes it. */
final class FollowedSyn {
    /** How far a SYN has come. */
    enum Phase {
        /** On its way through this host. */
        PASSING,
        /** It has left. */
        UNANSWERED,
        /** Its answer went back to where it came from. */
        ANSWERED,
        /** Lost; whether it is sent again is waited for. */
        LOST,
        /** Told. */
        CLOSED
    }

    final TracedPacket.Kind kind;
    final int sequence;
    final int timestamp;
    /** When it was first seen, wherever. */
    final long firstNanos;

    final Set<TapPoint> seen = EnumSet.noneOf(TapPoint.class);
    Phase phase = Phase.PASSING;
    long deadlineNanos;
    /** Another of the same sequence number. */
    @Nullable
    FollowedSyn next;
    /** The one that was sent before it for the same connection. */
    @Nullable
    FollowedSyn earlier;
    /** The one that was sent after it for the same connection. */
    @Nullable
    FollowedSyn later;

    int copy = 1;
    boolean again;
    /** Whether its rival was waited for once. */
    boolean deferred;

    @Nullable
    Endpoint original;

    @Nullable
    Endpoint target;

    @Nullable
    Endpoint translated;

    @Nullable
    Endpoint backend;

    long enteredNanos;
    long confirmingNanos;
    long leftNanos;
    long answeredNanos;
    long deliveredNanos;
    boolean refused;

    @Nullable
    LossPlace place;

    @Nullable
    Rival rival;

    LossCause cause = LossCause.PACKET_LOST;

    FollowedSyn(TracedPacket packet, long atNanos) {
        this.kind = packet.kind();
        this.sequence = packet.sequence();
        this.timestamp = packet.timestamp();
        this.firstNanos = atNanos;
        this.enteredNanos = atNanos;
    }

    boolean has(TapPoint point) {
        return seen.contains(point);
    }

    TransportProtocol protocol() {
        return kind == TracedPacket.Kind.DATAGRAM ? TransportProtocol.UDP : TransportProtocol.TCP;
    }

    /** Returns whether a packet that is seen further on can be this one. */
    boolean canBe(TracedPacket packet) {
        return isAlike(packet)
                && (backend == null || backend.equals(packet.destination()))
                && (translated == null || translated.equals(packet.source()));
    }

    /** Returns whether it is the same packet, whatever its addresses have become. */
    boolean isAlike(TracedPacket packet) {
        return kind == packet.kind() && timestamp == packet.timestamp();
    }

    /**
     * Returns whether its connection had its answer when this one was sent, or got it so soon after that both crossed.
     */
    boolean isSuperfluous(long crossingNanos) {
        for (FollowedSyn before = earlier; before != null; before = before.earlier) {
            if (before.deliveredNanos != 0 && enteredNanos < before.deliveredNanos + crossingNanos) {
                return true;
            }
        }
        return false;
    }

    Optional<LostSyn> lost() {
        if (place == null || original == null || target == null) {
            return Optional.empty();
        }
        return Optional.of(new LostSyn(
                instant(enteredNanos),
                protocol(),
                original,
                target,
                Optional.ofNullable(translated),
                Optional.ofNullable(backend),
                copy,
                place,
                Optional.ofNullable(rival),
                cause,
                again,
                throughAfter()));
    }

    private Optional<Duration> throughAfter() {
        for (FollowedSyn after = this; after != null; after = after.later) {
            if (after.deliveredNanos != 0) {
                return Optional.of(Duration.ofNanos(after.deliveredNanos - enteredNanos));
            }
        }
        return Optional.empty();
    }

    Optional<PassedSyn> passed() {
        if (original == null || target == null) {
            return Optional.empty();
        }
        return Optional.of(new PassedSyn(
                instant(enteredNanos),
                protocol(),
                original,
                target,
                Optional.ofNullable(translated),
                copy,
                deliveredNanos == 0
                        ? Optional.empty()
                        : Optional.of(Duration.ofNanos(Math.max(0, deliveredNanos - enteredNanos))),
                refused));
    }

    static Instant instant(long nanos) {
        return Instant.EPOCH.plusNanos(nanos);
    }
}
