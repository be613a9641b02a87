package io.github.snatrace.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PacketTapsTest {
    private static final String ONE = "172.17.0.2:20000";
    private static final String OTHER = "172.17.0.3:20000";
    private static final String OUTSIDE = "10.99.0.1:20000";
    private static final String SERVER = "10.99.0.2:8080";
    private static final long MICRO = 1_000;
    private static final long SECOND = 1_000_000_000;

    private final FakeCapture inside = new FakeCapture();
    private final FakeCapture outside = new FakeCapture();
    private final List<LostSyn> lost = new ArrayList<>();
    private long now = SECOND;

    @Test
    void loserOfTheRace_isNamedWithItsRival_whateverPassesTheOtherWay() throws IOException {
        PacketTaps taps = taps();
        inside.passes(SECOND + 10 * MICRO, false, tcp(ONE, SERVER, TracedPackets.SYN, 1, 0));
        inside.passes(SECOND + 12 * MICRO, false, tcp(OTHER, SERVER, TracedPackets.SYN, 2, 0));
        outside.passes(SECOND + 20 * MICRO, true, tcp(OUTSIDE, SERVER, TracedPackets.SYN, 1, 0));
        outside.passes(SECOND + 50 * MICRO, false, tcp(SERVER, OUTSIDE, TracedPackets.SYN_ACK, 9, 2));
        inside.passes(SECOND + 60 * MICRO, true, tcp(SERVER, ONE, TracedPackets.SYN_ACK, 9, 2));
        inside.passes(SECOND + 70 * MICRO, true, tcp("172.17.0.1:40000", ONE, TracedPackets.SYN, 5, 0));
        outside.passes(SECOND + 80 * MICRO, false, tcp(SERVER, "10.99.0.1:22", TracedPackets.SYN, 6, 0));

        TraceSummary summary = run(taps);

        assertThat(summary).isEqualTo(new TraceSummary(2, Map.of(LossPlace.CONFIRMATION, 1L), 0, 0));
        assertThat(lost)
                .extracting(
                        syn -> syn.original().toString(),
                        LostSyn::cause,
                        syn -> syn.rival().flatMap(Rival::original).map(Endpoint::toString))
                .containsExactly(tuple(OTHER, LossCause.SNAT_INSERTION_RACE, Optional.of(ONE)));
    }

    @Test
    void synThatMayHideInWhatTheSocketMissed_isUndetermined() throws IOException {
        PacketTaps taps = taps();
        inside.passes(SECOND + 10 * MICRO, false, tcp(ONE, SERVER, TracedPackets.SYN, 1, 0));
        outside.missed = 3;

        TraceSummary summary = run(taps);

        assertThat(summary).isEqualTo(new TraceSummary(1, Map.of(), 3, 1));
    }

    @Test
    void synOfAnotherTarget_isNotFollowed() throws IOException {
        PacketTaps taps = taps();
        inside.passes(SECOND + 10 * MICRO, false, tcp(ONE, "10.99.0.9:8080", TracedPackets.SYN, 1, 0));

        TraceSummary summary = run(taps);

        assertThat(summary.syns()).isZero();
    }

    private PacketTaps taps() {
        return new PacketTaps(inside, outside, TraceTarget.parse(SERVER), () -> now);
    }

    private TraceSummary run(PacketTaps taps) throws IOException {
        return new SynTrace(taps, false).run(lost::add, () -> {
            now += SECOND / 10;
            return now < 2 * SECOND;
        });
    }

    private static ByteBuffer tcp(String from, String to, int flags, int sequence, int acknowledged) {
        return TracedPackets.tcp(from, to, flags, sequence, acknowledged, 3, 3);
    }

    /** Writes what passes into blocks as the kernel does. */
    private final class FakeCapture implements DeviceCapture {
        private final Deque<ByteBuffer> blocks = new ArrayDeque<>();
        private long missed;

        void passes(long atNanos, boolean outgoing, ByteBuffer packet) {
            int at = 48;
            int network = 82;
            ByteBuffer block =
                    ByteBuffer.allocate(at + network + packet.remaining()).order(ByteOrder.nativeOrder());
            block.putInt(12, 1).putInt(16, at);
            block.putInt(at + 4, (int) (atNanos / SECOND)).putInt(at + 8, (int) (atNanos % SECOND));
            block.putInt(at + 12, packet.remaining()).putShort(at + 26, (short) network);
            block.put(at + 58, (byte) (outgoing ? 4 : 0));
            block.put(at + network, packet, 0, packet.remaining());
            blocks.add(block);
        }

        @Override
        public void await(Duration time) {
            // The drain after the end asks nobody else for the time.
            now += time.toNanos();
        }

        @Override
        public boolean read(PacketBlock.Reader reader) {
            if (blocks.isEmpty()) {
                return true;
            }
            PacketBlock.read(blocks.remove(), reader);
            return false;
        }

        @Override
        public long missed() {
            long since = missed;
            missed = 0;
            return since;
        }

        @Override
        public void close() {}
    }
}
