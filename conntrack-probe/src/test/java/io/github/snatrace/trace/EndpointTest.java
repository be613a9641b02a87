package io.github.snatrace.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "172.17.0.2:20000, 172.17.0.2:20000",
        "[fd00:17:0:0:0:0:0:2]:8080, [fd00:17::2]:8080",
        "[::]:1, [::]:1",
        "[::1]:1, [::1]:1",
        "[1:0:0:2:0:0:0:3]:1, [1:0:0:2::3]:1",
        "[1:0:2:3:4:5:6:7]:1, [1:0:2:3:4:5:6:7]:1",
        "[fe80:0:0:0:0:0:0:0]:1, [fe80::]:1"
    })
    void toString_leavesOutTheLongestRunOfZeros(String endpoint, String text) {
        assertThat(TracedPackets.endpoint(endpoint)).hasToString(text);
    }
}
