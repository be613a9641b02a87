package io.github.snatrace.trace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two captures of one time, from before the translation and from behind it, read as one. */
final class CapturePair implements SynSource {
    private final List<TraceTarget> targets;
    private final Side inside;
    private final Side outside;
    private long readNanos;

    private CapturePair(List<TraceTarget> targets, Side inside, Side outside) {
        this.targets = targets;
        this.inside = inside;
        this.outside = outside;
    }

    private static final class Side {
        private final PcapFile file;
        private PcapFile.@Nullable Packet next;

        Side(PcapFile file) throws IOException {
            this.file = file;
            advance();
        }

        void advance() throws IOException {
            next = file.next().orElse(null);
        }

        boolean isBefore(Side other) {
            return next != null && (other.next == null || next.atNanos() <= other.next.atNanos());
        }
    }

    static CapturePair open(Path inside, Path outside, List<TraceTarget> targets) throws IOException {
        PcapFile first = PcapFile.open(inside);
        try {
            return open(first, PcapFile.open(outside), targets);
        } catch (IOException e) {
            first.close();
            throw e;
        }
    }

    static CapturePair open(PcapFile inside, PcapFile outside, List<TraceTarget> targets) throws IOException {
        return new CapturePair(targets, new Side(inside), new Side(outside));
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
        Side side = inside.isBefore(outside) ? inside : outside;
        PcapFile.Packet packet = side.next;
        if (packet == null) {
            return OptionalLong.empty();
        }
        Optional<TracedPacket> traced = TracedPacket.parse(packet.ip());
        if (traced.isPresent()) {
            boolean answer = traced.get().kind().isAnswer();
            TapPoint point = side == inside
                    ? (answer ? TapPoint.DELIVERED : TapPoint.ENTERING)
                    : (answer ? TapPoint.ANSWERED : TapPoint.LEAVING);
            if (point != TapPoint.ENTERING || isWanted(traced.get())) {
                ledger.see(new Sighting(point, packet.atNanos(), traced.get()));
            }
        }
        side.advance();
        readNanos = packet.atNanos();
        return OptionalLong.of(readNanos);
    }

    @Override
    public long nowNanos() {
        return readNanos;
    }

    @Override
    public void finish(SynLedger ledger) {
        lost(TapPoint.ENTERING, inside, ledger);
        lost(TapPoint.LEAVING, outside, ledger);
    }

    private boolean isWanted(TracedPacket packet) {
        return targets.isEmpty() || targets.stream().anyMatch(target -> target.contains(packet.destination()));
    }

    private static void lost(TapPoint point, Side side, SynLedger ledger) {
        if (side.file.dropped() > 0) {
            // When, the capture does not say.
            ledger.missed(point, 0, 0, side.file.dropped());
        }
    }

    @Override
    public void close() throws IOException {
        try {
            inside.file.close();
        } finally {
            outside.file.close();
        }
    }
}
