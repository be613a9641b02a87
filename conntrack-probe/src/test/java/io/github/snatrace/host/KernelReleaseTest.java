package io.github.snatrace.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KernelReleaseTest {

    @ParameterizedTest
    @CsvSource({
        // release,                 port search, ports in timestamps
        "2.6.32-754.el6.x86_64,     SHARED, false",
        "4.9.299,                   SHARED, false",
        "4.9.300-1-amd64,           RANDOM, false",
        "4.14.0-rc1,                UNKNOWN, false",
        "4.14.336-257.566.amzn2,    UNKNOWN, false",
        "4.19.0-27-amd64,           SHARED, false",
        "5.0,                       RANDOM, false",
        "5.15.0-1031-aws,           RANDOM, false",
        "6.12.93,                   RANDOM, false",
        "6.12.94+deb13-amd64,       RANDOM, true",
        "6.17.9,                    RANDOM, false",
        "6.18.16,                   RANDOM, false",
        "6.18.17,                   RANDOM, true",
        "7.0.0-rc1,                 RANDOM, true",
    })
    void parse_release_saysWhatItImplies(String release, KernelRelease.PortSearch search, boolean timestamps) {
        KernelRelease kernel = KernelRelease.parse(release).orElseThrow();

        assertThat(kernel.text()).isEqualTo(release);
        assertThat(kernel.portSearch()).isEqualTo(search);
        assertThat(kernel.hasPortsInTimestamps()).isEqualTo(timestamps);
    }

    @Test
    void parse_noRelease_isEmpty() {
        assertThat(KernelRelease.parse("")).isEmpty();
        assertThat(KernelRelease.parse("Linux")).isEmpty();
        assertThat(KernelRelease.parse("99999.1")).isEmpty();
    }
}
