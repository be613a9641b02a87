package io.github.snatrace.commandline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class FileConverterTest {

    @Test
    void convert_name_isTheFile() {
        assertThat(new FileConverter().convert("a/b")).isEqualTo(Path.of("a/b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\0b"})
    void convert_whatIsNoName_isRefused(String name) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> new FileConverter().convert(name))
                .withMessageStartingWith("expected the name of a file");
    }
}
