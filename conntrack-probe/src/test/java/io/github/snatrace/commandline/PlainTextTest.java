package io.github.snatrace.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlainTextTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "plain|plain",
                "\u001b]0;title\u0007|\\u001b]0;title\\u0007",
                "\u009b31m|\\u009b31m",
                "del\u007f|del\\u007f",
                "caf\u00e9 \u00b5s \u2588 \ud83d\ude00|caf\u00e9 \u00b5s \u2588 \ud83d\ude00",
            })
    void controlCharacters_areShown_andNothingElseIsChanged(String text, String plain) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        ByteArrayOutputStream single = new ByteArrayOutputStream();

        PlainText.stream(new PrintStream(whole, true, StandardCharsets.UTF_8)).print(text);
        PrintStream bytes = PlainText.stream(new PrintStream(single, true, StandardCharsets.UTF_8));
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.write(one);
        }

        assertThat(PlainText.of(text)).isEqualTo(plain);
        assertThat(whole.toString(StandardCharsets.UTF_8)).isEqualTo(plain);
        assertThat(single.toString(StandardCharsets.UTF_8)).isEqualTo(plain);
    }

    @Test
    void linesAndTabs_stay() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        PlainText.stream(new PrintStream(bytes, true, StandardCharsets.UTF_8)).println("a\tb\nc");

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("a\tb\nc" + System.lineSeparator());
        assertThat(PlainText.of("a\tb\n")).isEqualTo("a\tb\n");
    }

    @Test
    void checkError_ofAStreamThatIsFull_holds() {
        PrintStream full = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        });
        PrintStream plain = PlainText.stream(full);

        plain.print("text");

        assertThat(plain.checkError()).isTrue();
    }
}
