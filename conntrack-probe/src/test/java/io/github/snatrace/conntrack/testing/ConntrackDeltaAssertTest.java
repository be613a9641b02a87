package io.github.snatrace.conntrack.testing;

import static io.github.snatrace.conntrack.testing.ConntrackAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.host.Fixtures;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import org.junit.jupiter.api.Test;

final class ConntrackDeltaAssertTest {

    private static final ConntrackDelta RACE = ConntrackStats.parse(Fixtures.text("runs/race/nat.after"))
            .since(ConntrackStats.parse(Fixtures.text("runs/race/nat.before")));

    private static final NamespaceSnapshot TCP_ALONE = NamespaceSnapshot.parse("""
            ==> /proc/net/netstat <==
            TcpExt: ListenDrops
            TcpExt: 1
            """);

    @Test
    void counters_thatMoved_arePassedByHowMuch() {
        assertThat(RACE).isValid().hasAtLeast(Counter.INSERT_FAILED, 472).hasNone(Counter.CHAINLENGTH);
    }

    @Test
    void counters_thatCountedLess_fail() {
        assertThatThrownBy(() -> assertThat(RACE).hasAtLeast(Counter.INSERT_FAILED, 473))
                .hasMessageContaining("Expected insert_failed to count at least 473, but it counted 472");
    }

    @Test
    void counters_ofTheRace_nameEachCpu() {
        assertThatThrownBy(() -> assertThat(RACE).hasNoInsertFailures())
                .hasMessageContaining("CPU 0     247")
                .hasMessageContaining("CPU 1     225");
    }

    @Test
    void snapshots_withoutCountersOfTracking_fail() {
        assertThatThrownBy(() -> assertThat(TCP_ALONE.since(TCP_ALONE)).hasNoInsertFailures())
                .hasMessageContaining("no CPU was counted in both snapshots");
    }
}
