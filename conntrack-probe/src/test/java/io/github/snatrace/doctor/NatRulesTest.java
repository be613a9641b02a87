package io.github.snatrace.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.host.Fixtures;
import io.github.snatrace.host.TextFormatException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NatRulesTest {

    @Test
    void nft_ruleset_namesEverySourceTranslationAndItsPorts() {
        assertThat(NftRuleset.natRules(Fixtures.text("rules/nft.json")))
                .containsExactly(
                        nft("ip nat", "postrouting", 3, "masquerade", NatRule.Ports.KEPT),
                        nft("ip nat", "postrouting", 4, "masquerade", NatRule.Ports.FULLY_RANDOM),
                        nft("ip nat", "postrouting", 5, "snat", NatRule.Ports.RANDOM),
                        nft("ip nat", "postrouting", 6, "snat", NatRule.Ports.KEPT),
                        nft("ip nat", "postrouting", 7, "masquerade", NatRule.Ports.RANDOM),
                        nft("ip6 nat6", "post", 2, "masquerade", NatRule.Ports.KEPT));
    }

    @Test
    void nft_rulesOfIptables_areNamedWithoutTheirPorts() {
        assertThat(NftRuleset.natRules(Fixtures.text("rules/nft-of-iptables.json")))
                .hasSize(4)
                .allSatisfy(rule -> assertThat(rule.ports()).isEmpty())
                .extracting(NatRule::action)
                .containsExactly("masquerade", "snat", "snat", "masquerade");
    }

    @Test
    void nft_emptyRuleset_hasNone() {
        assertThat(NftRuleset.natRules(Fixtures.text("rules/nft-empty.json"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"nftables\": 3}", "table ip nat {"})
    void nft_noRuleset_isRefusedInOneLine(String text) {
        assertThatThrownBy(() -> NftRuleset.natRules(text))
                .isInstanceOf(TextFormatException.class)
                .hasMessageStartingWith("expected the JSON of a ruleset")
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rules/iptables-save.txt", "rules/iptables-save-c.txt"})
    void iptables_rules_areNamedWithTheirPortsWhateverTheirComments(String fixture) {
        assertThat(IptablesRules.natRules(Fixtures.text(fixture)))
                .containsExactly(
                        iptables(
                                "POSTROUTING",
                                "-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE",
                                "masquerade",
                                NatRule.Ports.KEPT),
                        iptables(
                                "POSTROUTING",
                                "-A POSTROUTING -o eth1 -j SNAT --to-source 192.0.2.1 --random",
                                "snat",
                                NatRule.Ports.RANDOM),
                        iptables(
                                "POSTROUTING",
                                "-A POSTROUTING -o eth2 -j SNAT --to-source 192.0.2.2",
                                "snat",
                                NatRule.Ports.KEPT),
                        iptables(
                                "KUBE-POSTROUTING",
                                "-A KUBE-POSTROUTING -m comment --comment \"kubernetes service traffic requiring SNAT\" -j MASQUERADE --random-fully",
                                "masquerade",
                                NatRule.Ports.FULLY_RANDOM));
    }

    @Test
    void iptables_noRules_isRefused() {
        assertThatThrownBy(() -> IptablesRules.natRules("*nat\nhello\n"))
                .isInstanceOf(TextFormatException.class)
                .hasMessage("line 2: expected a line of iptables-save");
    }

    private static NatRule nft(String table, String chain, int handle, String action, NatRule.Ports ports) {
        return new NatRule("nft", table, chain, "handle " + handle, action, Optional.of(ports));
    }

    private static NatRule iptables(String chain, String rule, String action, NatRule.Ports ports) {
        return new NatRule("iptables", "nat", chain, rule, action, Optional.of(ports));
    }
}
