package io.github.snatrace.conntrack;

import static io.github.snatrace.conntrack.ConntrackStatsTest.counters;
import static io.github.snatrace.netlink.FakeKernel.last;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netlink.FakeKernel;
import io.github.snatrace.netlink.NetlinkAttributes;
import io.github.snatrace.netlink.NetlinkException;
import io.github.snatrace.netlink.NetlinkMessage;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Against what a kernel 6.18 on x86_64 sent after a race: 35 and 31 timeouts of the two clients. */
final class CtnetlinkReaderTest {
    private static final String TWO_CPUS = """
            6400000004010200010000005100000000000000
            080002000000011708000400000000000800080000000000080009000000002308000a000000002308000b0000000000
            08000c000000000008000d000000000008000e000000000008000f0000000000
            6400000004010200010000005100000000000001
            080002000000003908000400000000000800080000000000080009000000001f08000a000000001f08000b0000000000
            08000c000000000008000d000000000008000e000000000008000f0000000000
            """;
    private static final String DONE = "1400000003000200010000005100000000000000";
    private static final String ENTRIES = "240000000501020004000000510000000000000008000100000002df0800020000040000";

    private final FakeKernel kernel = new FakeKernel();

    @Test
    void cpus_capturedDump_readsEachCpuUnderItsOwnNumber() throws IOException {
        assertThat(CtnetlinkMessages.cpus(messages(TWO_CPUS + DONE)))
                .containsExactly(
                        new CpuCounters(
                                0,
                                counters(
                                        "clashres",
                                        0,
                                        "found",
                                        0x117,
                                        "invalid",
                                        0,
                                        "chainlength",
                                        0,
                                        "insert",
                                        0,
                                        "insert_failed",
                                        35,
                                        "drop",
                                        35,
                                        "early_drop",
                                        0,
                                        "icmp_error",
                                        0,
                                        "search_restart",
                                        0)),
                        new CpuCounters(
                                1,
                                counters(
                                        "clashres",
                                        0,
                                        "found",
                                        0x39,
                                        "invalid",
                                        0,
                                        "chainlength",
                                        0,
                                        "insert",
                                        0,
                                        "insert_failed",
                                        31,
                                        "drop",
                                        31,
                                        "early_drop",
                                        0,
                                        "icmp_error",
                                        0,
                                        "search_restart",
                                        0)));
    }

    @Test
    void entries_capturedAnswer_isTheCountOfTheTable() throws IOException {
        assertThat(CtnetlinkMessages.entries(messages(ENTRIES))).hasValue(735);
    }

    @Test
    void cpus_attributeNobodyKnows_isKept() throws IOException {
        assertThat(CtnetlinkMessages.cpus(messages("1c0000000401020001000000510000000000000708001000ffffffff")))
                .containsExactly(new CpuCounters(7, counters("attribute16", 0xffff_ffffL)));
    }

    @Test
    void read_dumpInSeveralDatagrams_isOneSetOfCounters() throws IOException {
        kernel.sends(cpu(1, 0, 0x2, 4))
                .sends(cpu(1, 3, 0x2, 5))
                .sends(last(1, 0))
                .sends(entries(2, 735), last(2, 0));

        ConntrackStats stats = read();

        assertThat(stats)
                .isEqualTo(new ConntrackStats(
                        CounterSource.CTNETLINK,
                        List.of(
                                new CpuCounters(0, counters("insert_failed", 4)),
                                new CpuCounters(3, counters("insert_failed", 5))),
                        OptionalLong.of(735)));
        assertThat(kernel.isClosed()).isTrue();
        assertThat(kernel.sent()).hasSize(2);
    }

    @Test
    void read_dumpInterrupted_isTakenAgain() throws IOException {
        kernel.sends(cpu(1, 0, 0x2 | 0x10, 4), last(1, 0))
                .sends(cpu(2, 0, 0x2, 6), last(2, 0))
                .sends(entries(3, 1), last(3, 0));

        assertThat(read().total(Counter.INSERT_FAILED)).hasValue(6);
    }

    @Test
    void read_alwaysInterrupted_givesUp() {
        kernel.sends(cpu(1, 0, 0x10, 4), last(1, 0))
                .sends(cpu(2, 0, 0x10, 4), last(2, 0))
                .sends(cpu(3, 0, 0x10, 4), last(3, 0));

        assertThatThrownBy(this::read).hasMessageContaining("interrupted 3 times");
        assertThat(kernel.isClosed()).isTrue();
    }

    @Test
    void read_notPermitted_saysWhatIsMissing() {
        kernel.sends(last(1, NetlinkException.EPERM));

        assertThatThrownBy(this::read)
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith("needs CAP_NET_ADMIN in the namespace: run as root");
    }

    @Test
    void read_kernelWithoutConntrackNetlink_saysWhatIsMissing() {
        kernel.sends(last(1, NetlinkException.EINVAL));

        assertThatThrownBy(this::read)
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("load the module nf_conntrack_netlink");
    }

    private ConntrackStats read() throws IOException {
        return new CtnetlinkReader(kernel, NetworkNamespace.own()).read();
    }

    private static byte[] cpu(int sequence, int cpu, int flags, int insertFailed) {
        return FakeKernel.message(
                1, 4, flags, sequence, cpu, NetlinkAttributes.builder().u32(9, insertFailed));
    }

    private static byte[] entries(int sequence, int entries) {
        return FakeKernel.message(
                1, 5, 0, sequence, 0, NetlinkAttributes.builder().u32(1, entries));
    }

    private static List<NetlinkMessage> messages(String hex) throws IOException {
        return NetlinkMessage.parse(HexFormat.of().parseHex(hex.replace("\n", "")), ByteOrder.LITTLE_ENDIAN);
    }
}
