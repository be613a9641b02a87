package io.github.snatrace.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DropFactsTest {
    private static final String TRACE = """
            # tracer: nop
            #
               <idle>-0       [001] ..s1.  4242.101010: kfree_skb: skbaddr=00000000a1b2c3d4 rx_sk=0000000000000000 \
            protocol=2048 location=nf_hook_slow+0xa3/0x100 reason: NETFILTER_DROP
                 java-4711    [000] b.s2.  4242.101020: kfree_skb: skbaddr=00000000a1b2c3d5 rx_sk=0000000000000000 \
            protocol=2048 location=nf_hook_slow+0xa3/0x100 reason: NETFILTER_DROP
                 java-4711    [000] b.s2.  4242.101030: kfree_skb: skbaddr=00000000a1b2c3d6 rx_sk=0000000000000000 \
            protocol=34525 location=tcp_v6_rcv+0x51/0xd00 reason: NO_SOCKET
            """;
    private static final String OLD_TRACE = """
                      <idle>-0       [001] ..s1  4242.101010: kfree_skb: skbaddr=00000000a1b2c3d4 protocol=2048 \
            location=ip_rcv_finish_core.constprop.0+0x1f/0x90
            """;

    @Test
    void trace_isCountedByPlaceAndReason() {
        assertThat(KernelDrops.parse(TRACE.lines(), 0))
                .isEqualTo(new KernelDrops(
                        Map.of(
                                new KernelDrops.Place("nf_hook_slow", "NETFILTER_DROP"), 2L,
                                new KernelDrops.Place("tcp_v6_rcv", "NO_SOCKET"), 1L),
                        0));
    }

    @Test
    void trace_ofAKernelThatGivesNoReason_isCountedByPlace() {
        assertThat(KernelDrops.parse(OLD_TRACE.lines(), 0).counts())
                .containsExactly(Map.entry(new KernelDrops.Place("ip_rcv_finish_core.constprop.0", ""), 1L));
    }

    @Test
    void facts_sayWhatEachPlaceMeans_theMostPacketsFirst() {
        List<Fact> facts = DropFacts.of(KernelDrops.parse(TRACE.lines(), 0), Duration.ofSeconds(10));

        assertThat(facts)
                .extracting(Fact::fact)
                .containsExactly(
                        "2 packets freed in nf_hook_slow (NETFILTER_DROP) in 10.0 s",
                        "1 packet freed in tcp_v6_rcv (NO_SOCKET) in 10.0 s");
        assertThat(facts.get(0).consequence()).startsWith("connection tracking refused them");
    }

    @Test
    void facts_ofAFullBuffer_sayThatMoreIsUnknown() {
        assertThat(DropFacts.of(new KernelDrops(Map.of(), 7), Duration.ofSeconds(10)))
                .extracting(Fact::level)
                .containsExactly(Fact.Level.UNKNOWN);
    }

    @Test
    void facts_ofNothing_areGood() {
        assertThat(DropFacts.of(new KernelDrops(Map.of(), 0), Duration.ofMillis(2500)))
                .extracting(Fact::level, Fact::fact)
                .containsExactly(tuple(Fact.Level.GOOD, "the kernel freed no IP packet in 2.5 s"));
    }

    @Test
    void facts_ofManyPlaces_sumUpTheLast() {
        Map<KernelDrops.Place, Long> counts = new HashMap<>();
        for (long i = 1; i <= 15; i++) {
            counts.put(new KernelDrops.Place("f" + i, "X"), i);
        }

        List<Fact> facts = DropFacts.of(new KernelDrops(counts, 0), Duration.ofSeconds(1));

        assertThat(facts).hasSize(13);
        assertThat(facts.get(12).fact()).isEqualTo("6 packets freed at 3 more places in 1.0 s");
    }

    @ParameterizedTest
    @CsvSource({
        "nft_do_chain, NETFILTER_DROP, RULE",
        "nf_hook_slow, NETFILTER_DROP, HOOK",
        "nf_hook_slow, '', HOOK",
        "nfqnl_enqueue_packet, NOT_SPECIFIED, QUEUE",
        "ip_rcv_finish_core, IP_RPFILTER, REVERSE_PATH",
        "enqueue_to_backlog, CPU_BACKLOG, BACKLOG",
        "tcp_timewait_state_process, TCP_RFC7323_TW_PAWS, TIMESTAMPS",
        "ip_rcv_finish_core.constprop.0, '', UNKNOWN_REASON",
        "something_new, SOME_REASON, OTHER",
    })
    void place_hasTheMeaningThatFitsFirst(String function, String reason, DropMeaning meaning) {
        assertThat(DropMeaning.of(new KernelDrops.Place(function, reason))).isEqualTo(meaning);
    }
}
