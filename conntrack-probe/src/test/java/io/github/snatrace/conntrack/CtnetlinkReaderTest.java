package io.github.snatrace.conntrack;

import static io.github.snatrace.conntrack.ConntrackStatsTest.counters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
    private static final String NOT_PERMITTED =
            "280000000200000001000000c0600000ffffffff1400000004010103010000000000000000000000";

    @Test
    void accept_capturedDump_readsEachCpuUnderItsOwnNumber() throws IOException {
        CtnetlinkMessages messages = new CtnetlinkMessages(1, ByteOrder.LITTLE_ENDIAN);

        messages.accept(bytes(TWO_CPUS));
        assertThat(messages.isDone()).isFalse();
        messages.accept(bytes(DONE));

        assertThat(messages.isDone()).isTrue();
        assertThat(messages.isInterrupted()).isFalse();
        assertThat(messages.cpus())
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
    void accept_capturedEntries_isTheCountOfTheTable() throws IOException {
        CtnetlinkMessages messages = new CtnetlinkMessages(4, ByteOrder.LITTLE_ENDIAN);

        messages.accept(bytes(ENTRIES));

        assertThat(messages.isDone()).isTrue();
        assertThat(messages.entries()).hasValue(735);
    }

    @Test
    void accept_answersToSomebodyElse_areIgnored() throws IOException {
        CtnetlinkMessages messages = new CtnetlinkMessages(2, ByteOrder.LITTLE_ENDIAN);

        messages.accept(bytes(TWO_CPUS + DONE));

        assertThat(messages.isDone()).isFalse();
        assertThat(messages.cpus()).isEmpty();
    }

    @Test
    void accept_attributeNobodyKnows_isKept() throws IOException {
        CtnetlinkMessages messages = new CtnetlinkMessages(1, ByteOrder.LITTLE_ENDIAN);

        messages.accept(bytes("1c0000000401020001000000510000000000000708001000ffffffff"));

        assertThat(messages.cpus()).containsExactly(new CpuCounters(7, counters("attribute16", 0xffff_ffffL)));
    }

    @Test
    void accept_refusal_saysWhatIsMissing() {
        CtnetlinkMessages messages = new CtnetlinkMessages(1, ByteOrder.LITTLE_ENDIAN);

        assertThatThrownBy(() -> messages.accept(bytes(NOT_PERMITTED)))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageStartingWith("needs CAP_NET_ADMIN in the namespace: run as root");
    }

    @Test
    void accept_lengthsThatCannotBe_areRefused() {
        for (String datagram : List.of(
                "0f000000040102000100000051000000",
                "ffffff7f040102000100000051000000",
                "1c0000000401020001000000510000000000000003001000ffffffff",
                "1c0000000401020001000000510000000000000009001000ffffffff")) {
            CtnetlinkMessages messages = new CtnetlinkMessages(1, ByteOrder.LITTLE_ENDIAN);

            assertThatThrownBy(() -> messages.accept(bytes(datagram)))
                    .as(datagram)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("netlink: ");
        }
    }

    @Test
    void read_dumpInSeveralDatagrams_isOneSetOfCounters() throws IOException {
        FakeKernel kernel = new FakeKernel(cpu(1, 0, 0x2, 4), cpu(1, 3, 0x2, 5), done(1), entries(4, 735));

        ConntrackStats stats = read(kernel);

        assertThat(stats)
                .isEqualTo(new ConntrackStats(
                        Source.CTNETLINK,
                        List.of(
                                new CpuCounters(0, counters("insert_failed", 4)),
                                new CpuCounters(3, counters("insert_failed", 5))),
                        OptionalLong.of(735)));
        assertThat(kernel.closed).isTrue();
        assertThat(kernel.sent).hasSize(2);
        assertThat(kernel.sent.get(0)).isEqualTo(CtnetlinkMessages.request(0x104, 0x300, 1));
    }

    @Test
    void read_dumpInterrupted_isTakenAgain() throws IOException {
        FakeKernel kernel =
                new FakeKernel(cpu(1, 0, 0x2 | 0x10, 4), done(1), cpu(2, 0, 0x2, 6), done(2), entries(4, 1));

        assertThat(read(kernel).total(Counter.INSERT_FAILED)).hasValue(6);
    }

    @Test
    void read_alwaysInterrupted_givesUp() {
        FakeKernel kernel =
                new FakeKernel(cpu(1, 0, 0x10, 4), done(1), cpu(2, 0, 0x10, 4), done(2), cpu(3, 0, 0x10, 4), done(3));

        assertThatThrownBy(() -> read(kernel)).hasMessageContaining("interrupted 3 times");
        assertThat(kernel.closed).isTrue();
    }

    private static ConntrackStats read(FakeKernel kernel) throws IOException {
        Host host = Host.at(
                Fixtures.path(""),
                (namespace, command) -> {
                    throw new IOException("no commands");
                },
                namespace -> kernel);
        return new CtnetlinkReader(host, NetworkNamespace.own()).read();
    }

    private static byte[] cpu(int sequence, int cpu, int flags, int insertFailed) {
        return message(28, 0x104, flags, sequence)
                .putShort((short) 0)
                .putShort(bigEndian((short) cpu))
                .putShort((short) 8)
                .putShort((short) 9)
                .putInt(bigEndian(insertFailed))
                .array();
    }

    private static byte[] done(int sequence) {
        return message(20, CtnetlinkMessages.DONE, 0x2, sequence).array();
    }

    private static byte[] entries(int sequence, int entries) {
        return message(28, 0x105, 0, sequence)
                .putInt(0)
                .putShort((short) 8)
                .putShort((short) 1)
                .putInt(bigEndian(entries))
                .array();
    }

    private static ByteBuffer message(int length, int type, int flags, int sequence) {
        return ByteBuffer.allocate(length)
                .order(ByteOrder.nativeOrder())
                .putInt(length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0);
    }

    private static short bigEndian(short value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Short.reverseBytes(value);
    }

    private static int bigEndian(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace("\n", ""));
    }

    private static final class FakeKernel implements Netlink.Conversation {
        private final Deque<byte[]> answers;
        private final List<byte[]> sent = new ArrayList<>();
        private boolean closed;

        FakeKernel(byte[]... answers) {
            this.answers = new ArrayDeque<>(List.of(answers));
        }

        @Override
        public void send(byte[] message) {
            sent.add(message.clone());
        }

        @Override
        public byte[] receive() throws IOException {
            byte[] answer = answers.poll();
            if (answer == null) {
                throw new IOException("no more answers");
            }
            return answer;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
