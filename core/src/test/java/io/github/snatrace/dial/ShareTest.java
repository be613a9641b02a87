package io.github.snatrace.dial;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShareTest {

    /** A share, with the first due time of each of its lanes. */
    private record Firsts(int maxInFlight, List<Long> ticks) {}

    private static List<Firsts> deal(Schedule schedule, int eventLoops, int maxInFlight) {
        DialPlan plan = DialPlan.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080))
                .schedule(schedule)
                .eventLoops(eventLoops)
                .maxInFlight(maxInFlight)
                .build();
        return Share.of(plan, 5_000_000_000L).stream()
                .map(share -> new Firsts(
                        share.maxInFlight(),
                        share.lanes().stream().map(Lane::tick).toList()))
                .toList();
    }

    @Test
    void workers_areDealtOutInTurn() {
        assertThat(deal(Schedule.workers(5, Duration.ofMillis(1)), 2, 7))
                .containsExactly(new Firsts(4, List.of(0L, 2L, 4L)), new Firsts(3, List.of(1L, 3L)));
    }

    @Test
    void loops_withoutAWorker_haveNothingToDo() {
        assertThat(deal(Schedule.workers(1, Duration.ofMillis(1)), 2, 2))
                .containsExactly(new Firsts(1, List.of(0L)), new Firsts(1, List.of()));
    }

    @Test
    void openLoop_hasALaneForEachLoop_butNoMoreLoopsThanMayBeInFlight() {
        assertThat(deal(Schedule.openLoop(10), 3, 2))
                .containsExactly(new Firsts(1, List.of(0L)), new Firsts(1, List.of(1L)));
    }

    @Test
    void lockstep_beginsWithTheFirstTickAfterTheStart() {
        assertThat(deal(Schedule.lockstep(Duration.ofSeconds(1)), 1, 10)).containsExactly(new Firsts(10, List.of(6L)));
    }
}
