package io.github.snatrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MetricsAddressTest {

    @ParameterizedTest
    @CsvSource({
        "9119, 127.0.0.1, 9119",
        "0, 127.0.0.1, 0",
        "0.0.0.0:9119, 0.0.0.0, 9119",
        "localhost:65535, localhost, 65535",
        "[::1]:9119, ::1, 9119"
    })
    void parse_ofAPortWithOrWithoutAHost_staysOnLoopbackUnlessTold(String text, String host, int port) {
        assertThat(MetricsAddress.parse(text)).isEqualTo(new MetricsAddress(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "localhost:", ":9119", "::1:9119", "9119x", "65536"})
    void parse_ofAnythingElse_quotesIt(String text) {
        assertThatThrownBy(() -> MetricsAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected ")
                .hasMessageEndingWith("not " + text);
    }
}
