package io.github.snatrace.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcePortsTest {

    @Test
    void portAt_walksTheRange_andBeginsAgain() {
        SourcePorts ports = new SourcePorts(20_000, 20_002);

        assertThat(LongStream.range(0, 5).mapToInt(ports::portAt))
                .containsExactly(20_000, 20_001, 20_002, 20_000, 20_001);
    }

    @Test
    void portAt_ofATickSinceTheEpoch_isTheSameForEverybody() {
        assertThat(new SourcePorts(10_000, 10_999).portAt(1_790_000_000_123L)).isEqualTo(10_123);
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "-1, 10", "10, 9", "1, 65536", "65536, 65536"})
    void range_thatHoldsNoPorts_isRefused(int low, int high) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SourcePorts(low, high))
                .withMessageContaining("expected");
    }
}
