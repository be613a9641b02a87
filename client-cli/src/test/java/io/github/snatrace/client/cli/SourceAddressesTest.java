package io.github.snatrace.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceAddressesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    127.0.0.1                 | 127.0.0.1
                    127.0.0.1, 127.0.0.9      | 127.0.0.1 127.0.0.9
                    127.0.1.0/30              | 127.0.1.0 127.0.1.1 127.0.1.2 127.0.1.3
                    127.0.1.254/24            | 127.0.1.254 127.0.1.255
                    10.0.1.254/23             | 10.0.1.254 10.0.1.255
                    127.0.0.7/32              | 127.0.0.7
                    fd00::fffe/127            | fd00:0:0:0:0:0:0:fffe fd00:0:0:0:0:0:0:ffff
                    """)
    void parse_ofAddressesAndBlocks_unfoldsThem(String text, String expected) {
        String found = String.join(
                " ",
                SourceAddresses.parse(text).stream()
                        .map(InetAddress::getHostAddress)
                        .toList());

        assertThat(found).isEqualTo(expected);
    }

    @Test
    void parse_ofALargeBlock_crossesTheOctets() {
        assertThat(SourceAddresses.parse("10.0.0.0/20"))
                .hasSize(4096)
                .last()
                .extracting(InetAddress::getHostAddress)
                .isEqualTo("10.0.15.255");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0", "10.0.0.0/8", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/", "/24"})
    void parse_ofAnythingElse_saysWhatWasExpected(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SourceAddresses.parse(text))
                .withMessageStartingWith("'" + text + "': expected an address of this machine");
    }
}
