package io.github.snatrace.trace;

import static io.github.snatrace.trace.TracedPackets.syn;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SynTraceTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private final LateSource source = new LateSource();
    private final SynTrace trace = new SynTrace(source, false);

    @Test
    void run_whatTheKernelStillHasAtTheEnd_isToldAsWell() throws IOException {
        source.nowNanos = 500 * MILLI;
        source.later(100 * MILLI, 90 * MILLI);
        source.later(400 * MILLI, 390 * MILLI);
        source.later(600 * MILLI, 590 * MILLI);

        TraceSummary summary = trace.run(new Nobody(), () -> false);

        assertThat(summary).isEqualTo(new TraceSummary(2, Map.of(LossPlace.RULES, 2L), 0, 0));
    }

    @Test
    void run_whatIsNotReadUpToTheEnd_isMissedAndNotTakenForLost() throws IOException {
        source.nowNanos = 500 * MILLI;
        source.later(100 * MILLI, 90 * MILLI);
        source.stopsAtNanos = 200 * MILLI;

        TraceSummary summary = trace.run(new Nobody(), () -> false);

        assertThat(summary)
                .isEqualTo(new TraceSummary(1, Map.of(), source.taps().size(), 1));
    }

    /** Tells of each SYN long after it came, a read each; nothing more is seen of any. */
    private static final class LateSource implements SynSource {
        private final Deque<Sighting> pending = new ArrayDeque<>();
        private final Deque<Long> upTo = new ArrayDeque<>();
        private long nowNanos;
        private long stopsAtNanos = Long.MAX_VALUE;

        void later(long upToNanos, long enteredNanos) {
            pending.add(new Sighting(TapPoint.ENTERING, enteredNanos, syn("172.17.0.2:20000", "10.99.0.2:8080", (int)
                    (enteredNanos / MILLI))));
            upTo.add(upToNanos);
        }

        @Override
        public Set<TapPoint> taps() {
            return EnumSet.allOf(TapPoint.class);
        }

        @Override
        public TupleLookup lookup() {
            return TupleLookup.NONE;
        }

        @Override
        public OptionalLong read(SynLedger ledger) {
            nowNanos += SECOND / 10;
            if (pending.isEmpty()) {
                return OptionalLong.of(Math.min(nowNanos, stopsAtNanos));
            }
            ledger.see(pending.remove());
            return OptionalLong.of(upTo.remove());
        }

        @Override
        public long nowNanos() {
            return nowNanos;
        }

        @Override
        public void finish(SynLedger ledger) {}

        @Override
        public void close() {}
    }

    private static final class Nobody implements TraceListener {
        @Override
        public void lost(LostSyn syn) {}

        @Override
        public void passed(PassedSyn syn) {}
    }
}
