package io.github.snatrace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.host.TextFormatException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientResultTest {

    @Test
    void parse_ofAWholeSummary_takesWhatMatters() {
        String json = """
                {"schema":1,"target":"10.99.0.2:8080","startedAt":"2026-01-01T00:00:00Z","mode":"open-loop","attempts":20,"skipped":3,
                 "outcomes":{"CONNECTED":15,"TIMED_OUT":5},"connectMillis":{"p50":0.1,"max":7.0},
                 "slow":{"retransmitted1s":4,"retransmitted3s":1,"retransmitted7s":0,"from2To50ms":2},
                 "timeoutMillis":2500.0,"close":"fin","valid":false,"invalidBecause":["3 of 23 due times were skipped"],
                 "kernel":"6.18.44"}""";

        assertThat(ClientResult.parse(json))
                .isEqualTo(new ClientResult(
                        List.of(),
                        "10.99.0.2:8080",
                        Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
                        Optional.empty(),
                        20,
                        Map.of(ClientOutcome.CONNECTED, 15L, ClientOutcome.TIMED_OUT, 5L),
                        Optional.of(Duration.ofMillis(2_500)),
                        Optional.of(false),
                        Optional.of(Duration.ofMillis(7)),
                        Optional.of(new DelayedConnects(4, 1, 0, 2)),
                        3,
                        Optional.of(false),
                        List.of("3 of 23 due times were skipped")));
    }

    @Test
    void parse_ofTheLeastThatIsNeeded_knowsNothingElse() {
        assertThat(ClientResult.parse("{\"attempts\":7,\"outcomes\":{\"REFUSED\":7}}"))
                .isEqualTo(new ClientResult(
                        List.of(),
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        7,
                        Map.of(ClientOutcome.REFUSED, 7L),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"attempts\":7}",
                "{\"attempts\":0,\"outcomes\":{},\"startedAt\":\"yesterday\"}",
                "{\"outcomes\":{}}",
                "{\"attempts\":\"many\",\"outcomes\":{}}",
                "{\"attempts\":-1,\"outcomes\":{}}",
                "{\"attempts\":1,\"outcomes\":{\"CONNECTED\":2}}",
                "{\"attempts\":\"1\",\"outcomes\":{\"CONNECTED\":1}}",
                "{\"attempts\":1,\"outcomes\":{\"CONNECTED\":\"1\"}}",
                "{\"attempts\":1.5,\"outcomes\":{\"CONNECTED\":1}}",
                "{\"attempts\":true,\"outcomes\":{\"CONNECTED\":1}}",
                "{\"attempts\":1,\"outcomes\":{\"CONNECTED\":1},\"valid\":12345}",
                "{\"attempts\":1,\"outcomes\":{\"CONNECTED\":1},\"valid\":\"true\"}",
                "{\"attempts\":1,\"outcomes\":{\"CONNECTED\":1},\"target\":8080}",
                "{\"attempts\":1,\"outcomes\":{\"CONNECTED\":1},\"schema\":\"1\"}",
                "{\"attempts\":1,\"outcomes\":{\"CONNECTED\":1},\"ids\":[null]}",
                "{\"attempts\":1,\"attempts\":1,\"outcomes\":{\"CONNECTED\":1}}",
                "{\"attempts\":4611686018427387904,\"outcomes\":{\"CONNECTED\":4611686018427387904}}",
                "{\"attempts\":0,\"outcomes\":{\"A\":4611686018427387904,\"B\":4611686018427387904}}",
                "{\"attempts\":1,\"outcomes\":{\"CONNECTED\":-2}}",
                "{\"attempts\":1,\"outcomes\":{\"CONNECTED\":null}}",
                "==> /proc/net/netstat <=="
            })
    void parse_ofAnythingElse_saysSoInOneLine(String text) {
        assertThatThrownBy(() -> ClientResult.parse(text))
                .isInstanceOf(TextFormatException.class)
                .message()
                .isNotBlank()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2, 99})
    void parse_ofAnotherSchema_isRefused(long schema) {
        assertThatThrownBy(() -> ClientResult.parse("{\"schema\":" + schema + ",\"attempts\":0,\"outcomes\":{}}"))
                .isInstanceOf(TextFormatException.class)
                .hasMessage("schema " + schema + ": expected 1");
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 11})
    void parse_outcomesThatAreNotOneForEachAttempt_areRefusedWithBothNumbers(long outcomes) {
        assertThatThrownBy(() -> ClientResult.parse("{\"attempts\":10,\"outcomes\":{\"CONNECTED\":" + outcomes + "}}"))
                .isInstanceOf(TextFormatException.class)
                .hasMessage(outcomes + " outcomes: expected one for each of the 10 attempts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.99.0.2:8080", "127.0.0.1:80"})
    void isIpv4_ofAnIpv4Target_holds(String target) {
        assertThat(withTarget(target).isIpv4()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[fd99::2]:8080", "[::ffff:10.99.0.2]:8080"})
    void isIpv4_ofAnyOtherTarget_doesNotHold(String target) {
        assertThat(withTarget(target).isIpv4()).isFalse();
    }

    private static ClientResult withTarget(String target) {
        return ClientResult.parse("{\"attempts\":0,\"outcomes\":{},\"target\":\"" + target + "\"}");
    }
}
