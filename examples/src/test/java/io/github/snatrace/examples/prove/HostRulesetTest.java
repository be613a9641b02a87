package io.github.snatrace.examples.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.host.TextFormatException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HostRulesetTest {

    @Test
    void parse_rulesOfIptablesSave_giveTheLabsAddressesAndKeepTheirPorts() {
        HostRuleset rules = HostRuleset.parse("""
                *nat
                :POSTROUTING ACCEPT [0:0]
                -A POSTROUTING -s 10.42.0.0/16 ! -d 10.42.0.0/16 -p tcp -j MASQUERADE --to-ports 1024-65535
                -A POSTROUTING -s 10.43.0.0/16 -o eth7 -j SNAT --to-source 192.0.2.10 --random-fully
                COMMIT
                """);

        assertThat(rules.rules())
                .extracting(SourceRule::inet)
                .containsExactly(
                        Optional.of("meta l4proto { tcp } masquerade to :1024-65535"),
                        Optional.of("snat to 10.99.0.1 fully-random"));
        assertThat(rules.rules()).extracting(SourceRule::inet6).containsOnly(Optional.empty());
        assertThat(rules.unmapped()).isEmpty();
    }

    @Test
    void parse_whatTheLabCannotHave_isSaid() {
        HostRuleset rules = HostRuleset.parse("""
                *nat
                :POSTROUTING ACCEPT [0:0]
                :OLD - [0:0]
                -A POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE
                -A POSTROUTING -s 127.0.0.11/32 -p udp -m udp --sport 53557 -j SNAT --to-source :53
                -A OLD -s 10.4.0.0/24 -j MASQUERADE
                COMMIT
                """);

        assertThat(rules.rules()).extracting(SourceRule::inet).containsExactly(Optional.of("masquerade"));
        assertThat(rules.unmapped())
                .extracting(UnmappedRule::why)
                .containsExactly(
                        "left out: mark 0x4000/0x4000",
                        "it serves one client, which meets nobody",
                        "nothing jumps to its chain");
    }

    @Test
    void labelled_severalHosts_areToldApartByTheirNames() {
        HostRuleset rules = HostRuleset.parse("""
                *nat
                -A POSTROUTING -s 10.42.0.0/16 -j MASQUERADE
                -A POSTROUTING -s 127.0.0.11/32 -j MASQUERADE
                COMMIT
                """).labelled("db1: ");

        assertThat(rules.rules())
                .extracting(SourceRule::label)
                .containsExactly("db1: POSTROUTING: -s 10.42.0.0/16 -j MASQUERADE");
        assertThat(rules.unmapped())
                .extracting(UnmappedRule::rule)
                .containsExactly("db1: POSTROUTING: -s 127.0.0.11/32 -j MASQUERADE");
    }

    @Test
    void parse_rulesOfNft_areOfTheirFamilyAlone() {
        HostRuleset rules = HostRuleset.parse("""
                table inet fw4 {
                	chain srcnat {
                		type nat hook postrouting priority srcnat; policy accept;
                		meta nfproto ipv4 oifname "wan" masquerade random
                		meta nfproto ipv6 oifname "wan" snat to [2001:db8::1]:2000-2999
                	}
                }
                """);

        assertThat(rules.rules())
                .extracting(SourceRule::inet)
                .containsExactly(Optional.of("masquerade random"), Optional.empty());
        assertThat(rules.rules())
                .extracting(SourceRule::inet6)
                .containsExactly(Optional.empty(), Optional.of("snat to [fd00:99::1]:2000-2999"));
        assertThat(rules.rules().get(1).ports(Meeting.TCP6)).isEqualTo(new SourceRule.PortRange(2_000, 1_000));
    }

    @Test
    void ports_ofARuleWithARange_areThoseThatItKeeps() {
        SourceRule narrow = SourceRule.of("snat to 10.99.0.1:49152-49171");
        SourceRule wide = SourceRule.of("masquerade to :1024-65535");

        assertThat(narrow.ports(Meeting.TCP)).isEqualTo(new SourceRule.PortRange(49_152, 20));
        assertThat(wide.ports(Meeting.TCP))
                .isEqualTo(SourceRule.of("masquerade").ports(Meeting.TCP));
    }

    @Test
    void takes_ruleOfOneProtocol_leavesOutTheOther() {
        SourceRule udp = SourceRule.of("meta l4proto { udp } masquerade");
        SourceRule others = SourceRule.of("meta l4proto != { udp } masquerade");

        assertThat(udp.takes(Meeting.UDP_ONE_SOCKET)).isTrue();
        assertThat(udp.takes(Meeting.TCP)).isFalse();
        assertThat(others.takes(Meeting.UDP_ONE_SOCKET)).isFalse();
        assertThat(others.takes(Meeting.TCP)).isTrue();
    }

    @Test
    void parse_whatIsNoRules_isRefused() {
        assertThatThrownBy(() -> HostRuleset.parse("hello"))
                .isInstanceOf(TextFormatException.class)
                .hasMessageStartingWith("expected rules as iptables-save");
    }
}
