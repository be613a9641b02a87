package io.github.snatrace.commandline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class DurationConverterTest {
    @ParameterizedTest
    @CsvSource({
        "500us, PT0.0005S",
        "500ms, PT0.5S",
        "5s,    PT5S",
        "2m,    PT2M",
        "1h,    PT1H",
        "PT5S,  PT5S",
        "pt5s,  PT5S",
        "P365D, PT8760H",
    })
    void convert_aDuration_isTaken(String text, Duration duration) {
        assertThat(new DurationConverter().convert(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "5 s",
                "-5s",
                "1d",
                "soon",
                "99999999999999999h",
                "999999999999999h",
                "0",
                "PT9999999999999999H"
            })
    void convert_noDuration_isRefusedByItsName(String text) {
        assertThatThrownBy(() -> new DurationConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageEndingWith(", not " + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "0ms", "PT0S", "-PT5S"})
    void convert_zeroOrLess_isRefused(String text) {
        assertThatThrownBy(() -> new DurationConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("expected a duration longer than 0, not " + text);
    }
}
