package io.github.snatrace.client.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public final class WordingTest {

    @ParameterizedTest
    @CsvSource({
        "0.022345, 2.23 %",
        "0.00101624, 0.10 %",
        "0.000598967, 0.06 %",
        "0.000123, 0.012 %",
        "0.0000012, 0.00012 %",
        "0, 0.00 %",
        "1, 100.00 %",
    })
    void percent_showsWhatThereIs(double share, String text) {
        assertThat(Wording.percent(share)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0454790, 0.0455",
        "21.98818, 22.0",
        "1, 1.00",
        "0.5, 0.500",
        "0.9996, 1.00",
        "1234.5, 1230",
        "0, 0",
        "Infinity, unbounded",
    })
    void ratio_hasThreeDigits(double ratio, String text) {
        assertThat(Wording.ratio(ratio)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.95, 95 %", "0.999, 99.9 %", "0.8, 80 %"})
    void confidence_hasTheDecimalsItNeeds(double share, String text) {
        assertThat(Wording.confidence(share)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.00009, < 0.0001", "0.0103, = 0.010", "0.049999, = 0.050", "1, = 1", "0.23, = 0.23"})
    void pValue_isNoMorePreciseThanItMeans(double value, String text) {
        assertThat(Wording.pValue(value)).isEqualTo(text);
    }
}
