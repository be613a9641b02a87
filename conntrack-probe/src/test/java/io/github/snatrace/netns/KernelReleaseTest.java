package io.github.snatrace.netns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KernelReleaseTest {

    @ParameterizedTest
    @CsvSource({
        // release,                 ports at random, ports in timestamps
        "2.6.32-754.el6.x86_64,     false, false",
        "4.9.299,                   false, false",
        "4.9.300-1-amd64,           true,  false",
        "4.19.0-27-amd64,           false, false",
        "5.0,                       true,  false",
        "5.15.0-1031-aws,           true,  false",
        "6.12.93,                   true,  false",
        "6.12.94+deb13-amd64,       true,  true",
        "6.17.9,                    true,  false",
        "6.18.16,                   true,  false",
        "6.18.17,                   true,  true",
        "7.0.0-rc1,                 true,  true",
    })
    void parse_release_saysWhatItImplies(String release, boolean random, boolean timestamps) {
        KernelRelease kernel = KernelRelease.parse(release).orElseThrow();

        assertThat(kernel.text()).isEqualTo(release);
        assertThat(kernel.picksPortsAtRandom()).isEqualTo(random);
        assertThat(kernel.hasPortsInTimestamps()).isEqualTo(timestamps);
    }

    @Test
    void parse_noRelease_isEmpty() {
        assertThat(KernelRelease.parse("")).isEmpty();
        assertThat(KernelRelease.parse("Linux")).isEmpty();
        assertThat(KernelRelease.parse("99999.1")).isEmpty();
    }
}
