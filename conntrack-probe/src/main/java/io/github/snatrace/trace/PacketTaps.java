package io.github.snatrace.trace;

import io.github.snatrace.host.Host;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The taps of two devices, before the translation and behind it: no rule is made. */
final class PacketTaps implements SynSource {
    private static final Duration WAIT = Duration.ofMillis(50);
    /** How long the kernel keeps what it has not handed over yet, and some for a busy CPU. */
    private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Side inside;
    private final Side outside;
    private final List<TraceTarget> targets;
    private final LongSupplier clock;
    private final long startNanos;

    PacketTaps(DeviceCapture inside, DeviceCapture outside, List<TraceTarget> targets, LongSupplier clock) {
        this.targets = List.copyOf(targets);
        this.clock = clock;
        this.startNanos = clock.getAsLong();
        this.inside = new Side(inside, TapPoint.ENTERING, TapPoint.DELIVERED);
        this.outside = new Side(outside, TapPoint.LEAVING, TapPoint.ANSWERED);
    }

    static PacketTaps open(
            Host host, NetworkNamespace namespace, String inside, String outside, List<TraceTarget> targets)
            throws IOException {
        PacketRing first = PacketRing.open(host, namespace, inside);
        boolean opened = false;
        try {
            PacketRing second = PacketRing.open(host, namespace, outside);
            opened = true;
            return new PacketTaps(first, second, targets, PacketTaps::systemNanos);
        } finally {
            if (!opened) {
                first.close();
            }
        }
    }

    private static long systemNanos() {
        Instant now = Clock.systemUTC().instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /** One of the devices: SYNs pass it in one direction, their answers in the other. */
    private final class Side {
        private final DeviceCapture capture;
        private final TapPoint syns;
        private final TapPoint answers;
        private long readUpToNanos = startNanos;
        private long missedUpToNanos = startNanos;

        Side(DeviceCapture capture, TapPoint syns, TapPoint answers) {
            this.capture = capture;
            this.syns = syns;
            this.answers = answers;
        }

        long read(SynLedger ledger) throws IOException {
            long before = clock.getAsLong();
            if (capture.read((at, outgoing, packet) -> see(at, outgoing, packet, ledger))) {
                readUpToNanos = Math.max(readUpToNanos, before - FLUSH_NANOS);
            }
            count(clock.getAsLong(), ledger);
            return readUpToNanos;
        }

        private void see(long atNanos, boolean outgoing, ByteBuffer packet, SynLedger ledger) {
            Optional<TracedPacket> traced = TracedPacket.parse(packet);
            if (traced.isEmpty()) {
                return;
            }
            boolean answer = traced.get().kind().isAnswer();
            // Out by the outer device go SYNs, out by the inner one answers; the rest is of connections the other way.
            if (outgoing == (answer ? syns == TapPoint.ENTERING : syns == TapPoint.LEAVING)
                    && (syns != TapPoint.ENTERING || answer || isWanted(atNanos, traced.get()))) {
                ledger.see(new Sighting(answer ? answers : syns, atNanos, traced.get()));
            }
        }

        private void count(long nowNanos, SynLedger ledger) throws IOException {
            long missed = capture.missed();
            if (missed > 0) {
                // Of which of the two points, nobody knows.
                ledger.missed(syns, missedUpToNanos, nowNanos, missed);
                ledger.missed(answers, missedUpToNanos, nowNanos, 0);
            }
            missedUpToNanos = nowNanos;
        }
    }

    private boolean isWanted(long atNanos, TracedPacket packet) {
        // Not both devices were watched when an earlier one passed.
        return atNanos >= startNanos
                && (targets.isEmpty() || targets.stream().anyMatch(target -> target.contains(packet.destination())));
    }

    @Override
    public Set<TapPoint> taps() {
        return EnumSet.of(TapPoint.ENTERING, TapPoint.LEAVING, TapPoint.ANSWERED, TapPoint.DELIVERED);
    }

    @Override
    public TupleLookup lookup() {
        return TupleLookup.NONE;
    }

    @Override
    public OptionalLong read(SynLedger ledger) throws IOException {
        inside.capture.await(WAIT);
        return OptionalLong.of(Math.min(inside.read(ledger), outside.read(ledger)));
    }

    @Override
    public long nowNanos() {
        return clock.getAsLong();
    }

    @Override
    public void finish(SynLedger ledger) throws IOException {
        long now = clock.getAsLong();
        inside.count(now, ledger);
        outside.count(now, ledger);
    }

    @Override
    public void close() {
        try {
            inside.capture.close();
        } finally {
            outside.capture.close();
        }
    }
}
