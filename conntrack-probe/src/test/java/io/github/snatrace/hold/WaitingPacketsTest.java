package io.github.snatrace.hold;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WaitingPacketsTest {
    private static final long PATIENCE = 900;

    private WaitingPackets waiting = new WaitingPackets(HoldPlan.Rivalry.SAME_PORT, 2, PATIENCE);
    private int packets;

    @Test
    void add_rivalOfTheSamePort_completesThePairInTheOrderOfComing() {
        assertThat(come("172.17.0.2", 20_000, "10.99.0.1", 20_000, 0)).isEmpty();

        assertThat(come("172.17.0.3", 20_000, "10.99.0.1", 20_000, 5))
                .containsExactly("172.17.0.2:20000 > 10.99.0.2:8080", "172.17.0.3:20000 > 10.99.0.2:8080");
        assertThat(waiting.all()).isEmpty();
    }

    @Test
    void add_rivalTranslatedToAnotherPort_isARivalNevertheless() {
        come("172.17.0.2", 20_000, "10.99.0.1", 51_234, 0);

        assertThat(come("172.17.0.3", 20_000, "10.99.0.1", 33_333, 5)).hasSize(2);
    }

    @Test
    void add_anotherSourcePort_isNoRival() {
        come("172.17.0.2", 20_000, "10.99.0.1", 20_000, 0);

        assertThat(come("172.17.0.3", 20_001, "10.99.0.1", 20_001, 5)).isEmpty();
        assertThat(waiting.all()).hasSize(2);
    }

    @Test
    void add_anotherSourcePortUnderRivalryForADestination_isARival() {
        waiting = new WaitingPackets(HoldPlan.Rivalry.SAME_DESTINATION, 2, PATIENCE);
        come("172.17.0.2", 20_000, "10.99.0.1", 20_000, 0);

        assertThat(come("172.17.0.2", 20_001, "10.99.0.1", 20_001, 5)).hasSize(2);
    }

    @Test
    void add_synThatIsSentAgain_isNoRivalOfItself() {
        come("172.17.0.2", 20_000, "10.99.0.1", 20_000, 0);

        assertThat(come("172.17.0.2", 20_000, "10.99.0.1", 20_000, 800)).isEmpty();
        assertThat(come("172.17.0.3", 20_000, "10.99.0.1", 20_000, 850)).hasSize(3);
    }

    @Test
    void add_packetThatNobodySawEnter_isTakenAsItIs() {
        List<WaitingPackets.Waiting> first = waiting.add(packet(Hook.POSTROUTING, "10.99.0.1", 20_000, 7), 0);

        assertThat(first).isEmpty();
        assertThat(waiting.all().get(0).get(0).original().source())
                .isEqualTo(new InetSocketAddress("10.99.0.1", 20_000));
    }

    @Test
    void overdue_firstOfAGroupHasWaitedLongEnough_isTheWholeGroupOnce() {
        come("172.17.0.2", 20_000, "10.99.0.1", 20_000, 0);
        come("172.17.0.2", 20_001, "10.99.0.1", 20_001, 500);

        assertThat(waiting.nanosLeft(400)).hasValue(500);
        assertThat(waiting.overdue(899)).isEmpty();
        assertThat(waiting.overdue(900)).hasSize(1);
        assertThat(waiting.overdue(900)).isEmpty();
        assertThat(waiting.nanosLeft(900)).hasValue(500);
    }

    @Test
    void nanosLeft_nobodyWaits_isEmpty() {
        assertThat(waiting.nanosLeft(0)).isEmpty();
    }

    private List<String> come(String source, int port, String translated, int translatedPort, long now) {
        int identity = ++packets;
        waiting.enter(packet(Hook.PREROUTING, source, port, identity));
        return waiting.add(packet(Hook.POSTROUTING, translated, translatedPort, identity), now).stream()
                .map(each -> each.original().toString())
                .toList();
    }

    private static QueuedPacket packet(Hook hook, String source, int port, int identity) {
        return new QueuedPacket(
                identity,
                hook,
                new Tuple(
                        Tuple.Protocol.TCP,
                        new InetSocketAddress(source, port),
                        new InetSocketAddress("10.99.0.2", 8080)),
                ByteBuffer.allocate(4).putInt(0, identity));
    }
}
