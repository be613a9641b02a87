package io.github.snatrace.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CapturePairTest {
    private static final String ONE = "172.17.0.2:20000";
    private static final String OTHER = "172.17.0.3:20000";
    private static final String OUTSIDE = "10.99.0.1:20000";
    private static final String SERVER = "10.99.0.2:8080";

    private final Capture inside = new Capture();
    private final Capture outside = new Capture();

    @Test
    void twoCapturesOfARace_nameTheLostSynAndItsRival() throws IOException {
        inside.packet(10, TracedPackets.tcp(ONE, SERVER, TracedPackets.SYN, 1, 0, 5, 0));
        inside.packet(12, TracedPackets.tcp(OTHER, SERVER, TracedPackets.SYN, 2, 0, 5, 0));
        outside.packet(20, TracedPackets.tcp(OUTSIDE, SERVER, TracedPackets.SYN, 2, 0, 5, 0));
        outside.packet(90, TracedPackets.tcp(SERVER, OUTSIDE, TracedPackets.SYN_ACK, 9, 3, 6, 5));
        inside.packet(95, TracedPackets.tcp(SERVER, OTHER, TracedPackets.SYN_ACK, 9, 3, 6, 5));
        List<LostSyn> lost = new ArrayList<>();

        TraceSummary summary = trace(TraceTarget.parse("10.99.0.2:8080")).run(lost::add, () -> true);

        assertThat(lost).singleElement().satisfies(syn -> {
            assertThat(syn.original()).hasToString(ONE);
            assertThat(syn.lost()).isEqualTo(LossPlace.CONFIRMATION);
            assertThat(syn.cause()).isEqualTo(LossCause.SNAT_INSERTION_RACE);
            assertThat(syn.rival().orElseThrow().original().orElseThrow()).hasToString(OTHER);
        });
        assertThat(summary.syns()).isEqualTo(2);
        assertThat(summary.isValid()).isTrue();
    }

    @Test
    void synsToOtherTargets_areLeftOut() throws IOException {
        inside.packet(10, TracedPackets.tcp(ONE, "10.99.0.2:443", TracedPackets.SYN, 1, 0, 5, 0));

        TraceSummary summary = trace(TraceTarget.parse("10.99.0.2:8080")).run(syn -> {}, () -> true);

        assertThat(summary.syns()).isZero();
    }

    private SynTrace trace(List<TraceTarget> targets) throws IOException {
        return new SynTrace(CapturePair.open(inside.open(), outside.open(), targets), targets.isEmpty());
    }

    private static final class Capture {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Capture() {
            bytes.writeBytes(ByteBuffer.allocate(24)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0xa1b2c3d4)
                    .putInt(20, 101)
                    .array());
        }

        void packet(int micros, ByteBuffer ip) {
            bytes.writeBytes(ByteBuffer.allocate(16 + ip.remaining())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(1)
                    .putInt(micros)
                    .putInt(ip.remaining())
                    .putInt(ip.remaining())
                    .put(ip)
                    .array());
        }

        PcapFile open() throws IOException {
            return PcapFile.open("capture", new ByteArrayInputStream(bytes.toByteArray()));
        }
    }
}
