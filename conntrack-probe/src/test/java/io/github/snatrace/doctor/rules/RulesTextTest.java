package io.github.snatrace.doctor.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.snatrace.host.Fixtures;
import io.github.snatrace.host.TextFormatException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RulesTextTest {
    private static final String SAVED = """
            *nat
            :PREROUTING ACCEPT [0:0]
            :POSTROUTING ACCEPT [7:420]
            :MINE - [0:0]
            [3:180] -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -m comment --comment "a \\"-j SNAT\\" b" -j MASQUERADE
            -A POSTROUTING -o eth0 -j MINE
            -A MINE -p tcp -m tcp --dport 80 -j SNAT --to-source 192.0.2.1:1024-2047 --random-fully
            COMMIT
            """;

    @ParameterizedTest
    @ValueSource(strings = {SAVED, """
        -P PREROUTING ACCEPT
        -P POSTROUTING ACCEPT
        -N MINE
        -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -m comment --comment "a \\"-j SNAT\\" b" -j MASQUERADE
        -A POSTROUTING -o eth0 -j MINE
        -A MINE -p tcp -m tcp --dport 80 -j SNAT --to-source 192.0.2.1:1024-2047 --random-fully
        """, """
        Chain PREROUTING (policy ACCEPT 0 packets, 0 bytes)
         pkts bytes target     prot opt in     out     source               destination

        Chain POSTROUTING (policy ACCEPT 7 packets, 420 bytes)
         pkts bytes target     prot opt in     out     source               destination
            3   180 MASQUERADE  all  --  *      !docker0  172.17.0.0/16        0.0.0.0/0            /* a "-j SNAT" b */
            0     0 MINE       0    --  *      eth0    0.0.0.0/0            0.0.0.0/0

        Chain MINE (1 references)
         pkts bytes target     prot opt in     out     source               destination
            0     0 SNAT       6    --  *      *       0.0.0.0/0            0.0.0.0/0            tcp dpt:80 to:192.0.2.1:1024-2047 random-fully
        """, """
        table ip nat {
        	chain POSTROUTING {
        		type nat hook postrouting priority srcnat; policy accept;
        		ip saddr 172.17.0.0/16 oifname != "docker0" counter packets 3 bytes 180 masquerade comment "a -j SNAT b"
        		oifname "eth0" counter packets 0 bytes 0 jump MINE
        	}
        	chain MINE {
        		tcp dport 80 snat to 192.0.2.1:1024-2047 fully-random
        	}
        }
        """, """
        #!/usr/sbin/nft -f
        flush ruleset
        define wan = eth0
        add table ip nat
        add chain ip nat POSTROUTING { type nat hook postrouting priority 100; policy accept; }
        add chain ip nat MINE
        add rule ip nat POSTROUTING oifname $wan jump MINE
        insert rule ip nat POSTROUTING ip saddr 172.17.0.0/16 oifname != "docker0" masquerade
        add rule nat MINE tcp dport 80 snat to 192.0.2.1:1024-2047 fully-random
        """, """
        #!/bin/sh
        iptables -t nat -N MINE
        sudo iptables -w -t nat -A POSTROUTING -o eth0 -j MINE
        /sbin/iptables -t nat -I POSTROUTING 1 -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
        iptables -A MINE -t nat -p tcp --dport 80 -j SNAT --to 192.0.2.1:1024-2047 --random-fully
        """})
    void parse_anyForm_leadsToTheSameTranslations(String text) {
        Ruleset rules = RulesText.parse(text);

        List<NatRule> natRules = RuleWalk.natRules(rules.chains(), rules.excerpt());
        assertThat(rules.gaps()).isEmpty();
        assertThat(natRules)
                .extracting(rule -> rule.chain().name() + " " + rule.rule().number())
                .containsExactly("POSTROUTING 1", "MINE 1");
        assertThat(natRules)
                .extracting(NatRule::translation)
                .extracting(
                        Translation::action,
                        it -> it.mode().orElseThrow(),
                        it -> it.ports().count())
                .containsExactly(
                        tuple("masquerade", Translation.Mode.KEPT, 64512),
                        tuple("snat", Translation.Mode.FULLY_RANDOM, 1024));
        assertThat(natRules.get(0).conditions())
                .containsExactlyInAnyOrder(
                        RuleMatch.of(RuleMatch.SOURCE, "172.17.0.0/16"),
                        new RuleMatch(RuleMatch.OUT, true, List.of("docker0")));
        assertThat(natRules.get(1).conditions())
                .contains(
                        RuleMatch.of(RuleMatch.OUT, "eth0"),
                        RuleMatch.of(RuleMatch.PROTOCOL, "tcp"),
                        RuleMatch.of(RuleMatch.DESTINATION_PORT, "80"));
        assertThat(natRules).allMatch(rule -> rule.obstacle().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"root@host:~# iptables-save -t nat", "[root@host ~]# iptables-save", "$ sudo iptables-save"})
    void parse_promptThatCameAlong_isNoGap(String prompt) {
        assertThat(RulesText.parse(prompt + "\n" + SAVED).gaps()).isEmpty();
        assertThat(RulesText.parse(prompt + "\ntable ip nat {\n}\n").gaps()).isEmpty();
    }

    @Test
    void parse_bothFamiliesInOneText_areKeptApart() {
        Ruleset rules = RulesText.parse("# Generated by iptables-save v1.8.7 on a day\n" + SAVED
                + "# Generated by ip6tables-save v1.8.7 on a day\n*nat\n:POSTROUTING ACCEPT [0:0]\n"
                + "-A POSTROUTING -s fd00::/64 -o eth0 -j MASQUERADE\nCOMMIT\n");

        assertThat(RuleWalk.natRules(rules.chains(), false))
                .extracting(rule -> rule.chain().table().tool())
                .containsExactly("iptables", "iptables", "ip6tables");
    }

    @Test
    void parse_tableCutOff_isAGapNotTheEnd() {
        String text = SAVED.substring(0, SAVED.indexOf("-A MINE") + 20);

        assertThat(RulesText.parse(text).gaps())
                .containsExactly("its table nat does not end in COMMIT: the text was cut off");
    }

    @Test
    void parse_ruleCutOff_isAGap() {
        assertThat(RulesText.parse("*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -o eth0 -j")
                        .gaps())
                .contains("line 3 ends in the middle of a rule of chain POSTROUTING");
    }

    @Test
    void parse_nftCutOff_isAGap() {
        assertThat(RulesText.parse(
                                "table ip nat {\n\tchain post {\n\t\ttype nat hook postrouting priority 100;\n\t\tmasq")
                        .gaps())
                .containsExactly(
                        "chain post of table ip nat does not end: the text was cut off",
                        "table ip nat does not end: the text was cut off");
    }

    @Test
    void parse_jsonCutOff_isAGap() {
        String json = Fixtures.text("rules/nft.json");

        assertThat(RulesText.parse(json.substring(0, json.length() / 2)).gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap).startsWith("its JSON is broken or was cut off"));
    }

    @Test
    void parse_legacyTablesBesides_areAGap() {
        assertThat(RulesText.parse("# Warning: iptables-legacy tables present, use iptables-legacy-save to see them\n"
                                + SAVED)
                        .gaps())
                .containsExactly("it warns of legacy tables, which are not in it: iptables-legacy-save prints them");
    }

    @Test
    void parse_listingWithoutInterfaces_isAGap() {
        assertThat(RulesText.parse("""
                Chain POSTROUTING (policy ACCEPT)
                target     prot opt source               destination
                MASQUERADE  all  --  172.17.0.0/16        anywhere
                """).gaps())
                .containsExactly("iptables -L without -v leaves interfaces out: use iptables-save, or add -v -n");
    }

    @Test
    void parse_targetThatNftDoesNotPrint_isUntold() {
        Ruleset rules = RulesText.parse("""
                table ip6 nat { # handle 2
                	chain POSTROUTING { # handle 1
                		type nat hook postrouting priority srcnat; policy accept;
                		oifname != "docker0" ip6 saddr fd00::/64 counter packets 0 bytes 0  # handle 2
                	}
                }
                """);

        assertThat(RuleWalk.natRules(rules.chains(), false))
                .extracting(rule -> rule.translation().mode().isEmpty())
                .containsExactly(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xt target \"MASQUERADE\"", "counter packets 0 bytes 0 # xt_MASQUERADE"})
    void parse_targetOfIptablesInNft_isUntold(String statement) {
        Ruleset rules =
                RulesText.parse("table ip nat {\n chain POSTROUTING {\n type nat hook postrouting priority 100;\n"
                        + " ip saddr 10.0.0.0/8 " + statement + "\n }\n}\n");

        assertThat(RuleWalk.natRules(rules.chains(), false))
                .singleElement()
                .satisfies(rule -> assertThat(rule.translation()).isEqualTo(Translation.untold("masquerade")));
    }

    @Test
    void parse_rulesOfIptablesInJson_areUntold() {
        Ruleset rules = RulesText.parse(Fixtures.text("rules/nft-of-iptables.json"));

        assertThat(RuleWalk.natRules(rules.chains(), false))
                .hasSize(4)
                .allMatch(rule -> rule.translation().mode().isEmpty());
    }

    @Test
    void parse_outputOfGrep_isAnExcerptWithoutNumbers() {
        Ruleset rules = RulesText.parse("-A POSTROUTING -o eth0 -j MASQUERADE\n-A KUBE-POSTROUTING -j MASQUERADE\n");

        assertThat(rules.excerpt()).isTrue();
        assertThat(RuleWalk.natRules(rules.chains(), true))
                .extracting(rule -> rule.rule().number(), NatRule::assumed)
                .containsExactly(tuple(0, false), tuple(0, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "<html>", "cpu=0 found=1", "root@host:~# ls"})
    void parse_noRules_isRefusedInOneLine(String text) {
        assertThatThrownBy(() -> RulesText.parse(text))
                .isInstanceOf(TextFormatException.class)
                .hasMessageStartingWith("expected rules as iptables-save")
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\": 1}", "{\"nftable\": []}"})
    void parse_otherJson_isRefused(String text) {
        assertThatThrownBy(() -> RulesText.parse(text))
                .isInstanceOf(TextFormatException.class)
                .hasMessageStartingWith("expected the JSON of a ruleset");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "snat ip addr . port to ip saddr map { 10.0.0.1 : 192.0.2.1 . 1000-1999, 10.0.0.2 : 192.0.2.1 . 2000-2999 }",
                "snat to 192.0.2.1:ip saddr map { 10.0.0.1 : 1000-1999, 10.0.0.2 : 2000-2999 }"
            })
    void parse_blockOfPortsForEachClient_countsTheBlock(String statement) {
        assertThat(translation(statement).ports())
                .isEqualTo(new PortChoice(PortChoice.Kind.PER_CLIENT, 1000, "1000 for each client"));
    }

    @Test
    void parse_manyClientsMappedToOneAddress_shareIt() {
        assertThat(translation("snat to ip saddr map { 10.0.0.1 : 192.0.2.1, 10.0.0.2 : 192.0.2.1 }")
                        .mapping())
                .isEqualTo(Translation.Mapping.SHARED);
    }

    @Test
    void parse_namedMap_isLookedUp() {
        Ruleset rules = RulesText.parse("""
                table ip t {
                	chain post {
                		type nat hook postrouting priority srcnat; policy accept;
                		snat to ip saddr map @own
                	}
                	map own {
                		type ipv4_addr : ipv4_addr
                		elements = { 10.0.0.1 : 192.0.2.1,
                			     10.0.0.2 : 192.0.2.2 }
                	}
                }
                """);

        assertThat(RuleWalk.natRules(rules.chains(), false))
                .extracting(rule -> rule.translation().mapping())
                .containsExactly(Translation.Mapping.ONE_TO_ONE);
    }

    private static Translation translation(String statement) {
        Ruleset rules = RulesText.parse(
                "table ip t {\n chain post {\n type nat hook postrouting priority 100;\n " + statement + "\n }\n}\n");
        return RuleWalk.natRules(rules.chains(), false).get(0).translation();
    }
}
