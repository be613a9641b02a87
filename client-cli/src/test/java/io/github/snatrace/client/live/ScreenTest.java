package io.github.snatrace.client.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public final class ScreenTest {

    @Test
    void noColor_isRespectedUnlessEmpty() {
        assertThat(Screen.allowsColours(Map.of("NO_COLOR", "1"))).isFalse();
        assertThat(Screen.allowsColours(Map.of("NO_COLOR", ""))).isTrue();
        assertThat(Screen.allowsColours(Map.of())).isTrue();
    }

    @Test
    void dumbTerminal_getsLinesOfText() {
        assertThat(Screen.movesItsCursor(Map.of("TERM", "dumb"))).isFalse();
        assertThat(Screen.movesItsCursor(Map.of())).isFalse();
        assertThat(Screen.movesItsCursor(Map.of("TERM", "xterm-256color"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"24 132, 132", "0 0, 80", "null, 80", "stty: x, 80"})
    void columns_areThoseOfTheSizeOrUsual(String size, int columns) {
        assertThat(Screen.columnsIn(size)).isEqualTo(columns);
    }
}
