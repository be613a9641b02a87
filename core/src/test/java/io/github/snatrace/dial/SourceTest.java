package io.github.snatrace.dial;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceTest {

    private static DialPlan.Builder plan() {
        return DialPlan.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080));
    }

    @Test
    void withoutAddressesAndPorts_nothingIsBound() {
        Source source = new Source(plan().build());

        assertThat(source.isBound()).isFalse();
        assertThat(source.hasAnother(Outcome.NO_LOCAL_PORT, 0)).isFalse();
    }

    @Test
    void ports_ofThePlan_followTheTick() {
        Source source =
                new Source(plan().sourcePorts(new SourcePorts(2_000, 2_009)).build());

        assertThat(source.next(13)).isEqualTo(new InetSocketAddress(2_003));
        assertThat(source.portAt(13)).isEqualTo(2_003);
        assertThat(source.hasAnother(Outcome.NO_LOCAL_PORT, 1)).isFalse();
    }

    @Test
    void addresses_haveAllOfThePortsEach() {
        Source source = new Source(plan().sourceAddresses(
                        List.of(InetAddresses.forString("127.0.0.2"), InetAddresses.forString("127.0.0.3")))
                .sourcePorts(new SourcePorts(2_000, 2_009))
                .build());
        Set<InetSocketAddress> all = new HashSet<>();

        for (long tick = 7; tick < 27; tick++) {
            all.add(source.next(tick));
        }

        assertThat(all).hasSize(20);
    }

    @Test
    void addresses_withoutPorts_walkThroughTheEphemeralOnes() {
        Source source = new Source(plan().sourceAddresses(
                        List.of(InetAddresses.forString("127.0.0.2"), InetAddresses.forString("127.0.0.3")))
                .build());
        Set<InetSocketAddress> all = new HashSet<>();

        for (int i = 0; i < 40; i++) {
            all.add(source.next(0));
        }

        assertThat(all)
                .hasSize(40)
                .allSatisfy(address -> assertThat(address.getPort()).isGreaterThanOrEqualTo(1));
        assertThat(source.portAt(0)).as("the plan asked for none").isZero();
        assertThat(source.hasAnother(Outcome.NO_LOCAL_PORT, 63)).isTrue();
        assertThat(source.hasAnother(Outcome.NO_LOCAL_PORT, 64)).isFalse();
        assertThat(source.hasAnother(Outcome.REFUSED, 1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"'32768\t60999', 32768, 60999", "'1024 65535', 1024, 65535", "'', 32768, 60999"})
    void ephemeralPorts_areReadAsTheKernelWritesThem(String text, int low, int high) {
        assertThat(Source.parse(text)).isEqualTo(new SourcePorts(low, high));
    }
}
