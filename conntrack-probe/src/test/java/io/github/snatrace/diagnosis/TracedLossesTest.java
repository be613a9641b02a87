package io.github.snatrace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.host.TextFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TracedLossesTest {
    private static final String SUMMARY = "{\"syns\":2000,\"lost\":{\"CONFIRMATION\":3},\"missed\":2}\n";

    @Test
    void parse_aTrace_holdsItsLosses_withoutWhatWasNotLost() {
        TracedLosses trace = TracedLosses.parse("""
                {"at":"2026-01-01T00:00:02Z","original":"172.17.0.3:20001","target":"10.99.0.2:8080","lost":"BEYOND","cause":"PACKET_LOST"}
                {"at":"2026-01-01T00:00:01Z","original":"172.17.0.2:20000","target":"10.99.0.2:8080","translated":"10.99.0.1:20000"}
                """ + loss("00:00:00.5", "SNAT_INSERTION_RACE") + SUMMARY);

        assertThat(trace.syns()).isEqualTo(2_000);
        assertThat(trace.missed()).isEqualTo(2);
        assertThat(trace.losses())
                .extracting(TracedLosses.Loss::cause)
                .containsExactly(Cause.SNAT_INSERTION_RACE, Cause.PACKET_LOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "no JSON", "{\"lost\":\"MOON\"}", "{\"at\":\"yesterday\",\"lost\":\"BEYOND\"}"})
    void parse_whatIsNoTrace_isRefused(String text) {
        assertThatThrownBy(() -> TracedLosses.parse(text)).isInstanceOf(TextFormatException.class);
    }

    private static String loss(String time, String cause) {
        return """
                {"at":"2026-01-01T%sZ","original":"172.17.0.3:20000","target":"10.99.0.2:8080","lost":"CONFIRMATION","cause":"%s"}
                """.formatted(time, cause);
    }
}
