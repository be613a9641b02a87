package io.github.snatrace.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class HoldPlanTest {
    private static final HoldFilter FILTER =
            HoldFilter.to(Tuple.Protocol.TCP, new InetSocketAddress("10.99.0.2", 8080));

    @Test
    void patience_longerThanASynWaits_isRefused() {
        assertThatThrownBy(() -> new HoldPlan(
                        FILTER, HoldPlan.Rivalry.SAME_PORT, 2, HoldPlan.Order.FIRST_COME, Duration.ofMillis(901)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a patience of at most 900ms, for a SYN is sent again after a second, not 901ms");
    }

    @Test
    void rivals_one_isRefused() {
        assertThatThrownBy(() -> new HoldPlan(
                        FILTER, HoldPlan.Rivalry.SAME_PORT, 1, HoldPlan.Order.FIRST_COME, HoldPlan.LONGEST))
                .hasMessage("expected 2 to 64 rivals, not 1");
    }

    @Test
    void prefix_bitsBehindIt_areCleared() throws UnknownHostException {
        assertThat(prefix("10.99.7.2", 20)).hasToString("10.99.0.0/20");
        assertThat(prefix("fd00:17::ffff", 112)).hasToString("fd00:17:0:0:0:0:0:0/112");
    }

    @Test
    void prefix_longerThanTheAddress_isRefused() {
        assertThatThrownBy(() -> prefix("10.0.0.0", 33)).hasMessage("expected a prefix of 0 to 32 bits, not 33");
    }

    @Test
    void filter_sourceOfAnotherFamily_isRefused() {
        assertThatThrownBy(() -> new HoldFilter(
                        Tuple.Protocol.UDP,
                        prefix("10.0.0.0", 8),
                        OptionalInt.empty(),
                        Optional.of(prefix("fd00::", 8))))
                .hasMessageContaining("are of different families");
    }

    @Test
    void filter_thatEverythingPasses_isRefused() throws UnknownHostException {
        assertThatThrownBy(() -> new HoldFilter(
                        Tuple.Protocol.TCP,
                        prefix("0.0.0.0", 0),
                        OptionalInt.empty(),
                        Optional.of(prefix("0.0.0.0", 0))))
                .hasMessage("expected a filter, not every packet of tcp: name an address, a port or a source");
        assertThat(new HoldFilter(Tuple.Protocol.TCP, prefix("::", 0), OptionalInt.of(8080), Optional.empty()))
                .isNotNull();
    }

    private static HoldFilter.Prefix prefix(String address, int bits) throws UnknownHostException {
        return new HoldFilter.Prefix(InetAddress.getByName(address), bits);
    }
}
