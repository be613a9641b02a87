package io.github.snatrace.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.host.Fixtures;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.TextFormatException;
import io.github.snatrace.netlink.NetlinkMessage;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the input is, a parser reads it or says in one line why not. */
final class ParserFuzzTest {
    private static final int ROUNDS = 4_000;
    private static final List<String> SEEDS = List.of(
            Fixtures.text("conntrack/proc-6.18-after-race.txt"),
            Fixtures.text("conntrack/proc-2.6.32.txt"),
            Fixtures.text("conntrack/conntrack-S-1.4.7-after-race.txt"),
            "entries\t\t3\nfound\t\t4\ninsert_failed\t\t5\n",
            """
            ==> /proc/net/stat/nf_conntrack <==
            entries found
            00000001 00000002

            ==> /proc/net/netstat <==
            TcpExt: A B
            TcpExt: 1 2

            ==> /proc/sys/net/netfilter/nf_conntrack_max <==
            262144

            ==> /sys/devices/system/cpu/possible <==
            0
            """);

    @ParameterizedTest
    @ValueSource(longs = {1, 20, 300})
    void parse_anyText_readsItOrSaysWhyNotInOneLine(long seed) {
        Random random = new Random(seed);
        int read = 0;
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = damaged(random, SEEDS.get(random.nextInt(SEEDS.size())));
            try {
                ConntrackStats stats = ConntrackStats.parse(text);
                assertThat(stats.cpus()).isNotEmpty();
                assertThat(ConntrackStats.parse(stats.toText()).total()).isEqualTo(stats.total());
                assertThat(stats.since(stats).total().values()).containsOnly(0L);
                read++;
            } catch (TextFormatException e) {
                assertThat(e.getMessage()).hasLineCount(1);
                assertThat(e.getMessage()).matches("[ -~]*");
                refused++;
            }
            if (KernelText.isNamed(text)) {
                try {
                    NamespaceSnapshot.parse(KernelText.parse(text));
                } catch (TextFormatException e) {
                    assertThat(e.getMessage()).hasLineCount(1);
                }
            }
        }
        assertThat(read).isPositive();
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20, 300})
    void accept_anyDatagram_readsItOrRefusesIt(long seed) {
        Random random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] datagram = new byte[random.nextInt(120)];
            random.nextBytes(datagram);
            if (datagram.length >= 16 && random.nextBoolean()) {
                // A header that would be right, so that the rest is looked at.
                byte[] header = {
                    (byte) (datagram.length - random.nextInt(2)),
                    0,
                    0,
                    0,
                    (byte) (4 + random.nextInt(2)),
                    1,
                    2,
                    0,
                    1,
                    0,
                    0,
                    0
                };
                System.arraycopy(header, 0, datagram, 0, header.length);
            }
            try {
                CtnetlinkMessages.cpus(NetlinkMessage.parse(datagram, ByteOrder.LITTLE_ENDIAN));
            } catch (IOException e) {
                assertThat(e.getMessage()).hasLineCount(1);
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private static String damaged(Random random, String text) {
        return switch (random.nextInt(5)) {
            case 0 -> text.substring(0, random.nextInt(text.length()));
            case 1 -> withBytes(random, text, 1 + random.nextInt(4));
            case 2 -> {
                int from = random.nextInt(text.length());
                int to = from + random.nextInt(text.length() - from);
                yield text.substring(0, to) + text.substring(from);
            }
            case 3 -> {
                byte[] bytes = new byte[random.nextInt(400)];
                random.nextBytes(bytes);
                yield new String(bytes, StandardCharsets.ISO_8859_1);
            }
            default -> text;
        };
    }

    private static String withBytes(Random random, String text, int count) {
        StringBuilder damaged = new StringBuilder(text);
        for (int i = 0; i < count; i++) {
            damaged.setCharAt(random.nextInt(damaged.length()), (char) random.nextInt(256));
        }
        return damaged.toString();
    }
}
