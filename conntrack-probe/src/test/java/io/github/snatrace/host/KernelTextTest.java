package io.github.snatrace.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KernelTextTest {

    @Test
    void parse_fixture_writesTheSameBytes() {
        String text = Fixtures.text("runs/race/nat.after");

        assertThat(KernelText.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/proc/net/snmp", "/proc/4711/net/snmp", "/proc/self/net/snmp", "/proc/thread-self/net/snmp"})
    void parse_filesOfAnyProcess_areKnownByTheOwnPath(String path) {
        KernelText text = KernelText.parse("==> " + path + " <==\nTcp: A\nTcp: 1\n");

        assertThat(text.file(KernelText.SNMP)).contains("Tcp: A\nTcp: 1\n");
    }

    @Test
    void parse_sysctlPath_staysAsItIs() {
        assertThat(KernelText.parse("==> /proc/sys/net/netfilter/nf_conntrack_max <==\n1\n")
                        .paths())
                .containsExactly(KernelText.CONNTRACK_MAX);
    }

    @Test
    void parse_noFileOrOneTwice_isRefused() {
        assertThatThrownBy(() -> KernelText.parse("entries\n"))
                .hasMessage("line 1: expected \"==> FILE <==\", not \"entries\"");
        assertThatThrownBy(() -> KernelText.parse("")).hasMessage("nothing in it");
        assertThatThrownBy(() -> KernelText.parse("==> a <==\n1\n==> a <==\n2\n"))
                .hasMessage("line 4: a second \"a\"");
    }
}
