package io.github.snatrace.trace;

import static io.github.snatrace.trace.TracedPackets.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceTargetTest {

    @ParameterizedTest
    @CsvSource({
        "10.99.0.2:8080, 10.99.0.2:8080, true",
        "10.99.0.2:8080, 10.99.0.2:8081, false",
        "10.99.0.2:8080, 10.99.0.3:8080, false",
        "10.99.0.0/24, 10.99.0.255:1, true",
        "10.99.0.0/24, 10.99.1.0:1, false",
        "10.99.0.0/23, 10.99.1.0:1, true",
        "0.0.0.0/0, 1.2.3.4:5, true",
        "0.0.0.0/0, [fd00::1]:5, false",
        "10.99.0.2, 10.99.0.2:9, true",
        "[fd00:99::2]:8080, [fd00:99::2]:8080, true",
        "fd00:99::/64, [fd00:99::7]:8080, true",
        "fd00:99::/64, [fd00:99:0:1::7]:8080, false",
    })
    void contains_theEndpointsOfATarget(String target, String endpoint, boolean contained) {
        assertThat(TraceTarget.parse(target)).singleElement().satisfies(parsed -> {
            assertThat(parsed.contains(endpoint(endpoint))).isEqualTo(contained);
            assertThat(parsed).hasToString(target);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "8080",
                "10.99.0.2:0",
                "10.99.0.2:70000",
                "10.99.0.0/33",
                "fd00::/129",
                ":8080",
                "10.99.0.2:x"
            })
    void parse_whatIsNoTarget_isRefusedWithItsText(String text) {
        assertThatThrownBy(() -> TraceTarget.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected HOST:PORT or a network such as 10.99.0.0/24, not " + text);
    }
}
