package io.github.snatrace.doctor.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RuleWalkTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // before                                     | after                                    | what becomes
                // of the latter
                "-j MASQUERADE                                | -s 10.0.0.0/8 -j SNAT --to 192.0.2.1     | TAKEN",
                "-s 10.0.0.0/8 -j MASQUERADE                  | -s 10.1.0.0/16 -j MASQUERADE             | TAKEN",
                "-s 10.1.0.0/16 -j MASQUERADE                 | -s 10.0.0.0/8 -j MASQUERADE              |",
                "! -o docker0 -j MASQUERADE                   | -o eth0 -j MASQUERADE                    | TAKEN",
                "! -o docker0 -j MASQUERADE                   | -o docker0 -j MASQUERADE                 |",
                "-o eth+ -j MASQUERADE                        | -o eth0 -j MASQUERADE                    | TAKEN",
                "! -d 10.0.0.0/8 -j MASQUERADE                | -d 192.168.0.0/16 -j MASQUERADE          | TAKEN",
                "! -d 10.0.0.0/8 -j MASQUERADE                | ! -d 10.1.0.0/16 -j MASQUERADE           |",
                "! -d 10.1.0.0/16 -j MASQUERADE               | ! -d 10.0.0.0/8 -j MASQUERADE            | TAKEN",
                "-p tcp -j MASQUERADE                         | -p udp -j MASQUERADE                     |",
                "-p tcp --dport 1:100 -j MASQUERADE           | -p tcp -m tcp --dport 80 -j MASQUERADE   | TAKEN",
                "-p tcp -m multiport --dports 80,443 -j MASQUERADE | -p tcp --dport 443 -j MASQUERADE    | TAKEN",
                "-s 10.0.0.0/8 -j ACCEPT                      | -s 10.0.0.0/8 -j MASQUERADE              | PASSED",
                "-s 10.0.0.0/8 -j RETURN                      | -s 10.0.0.1 -j MASQUERADE                | PASSED",
                "-j RETURN                                    | -j MASQUERADE                            | PASSED",
                "-s 10.0.0.0/8 -j LOG                         | -s 10.0.0.0/8 -j MASQUERADE              |",
                "-s 10.0.0.0/8 -m statistic --mode random --probability 0.5 -j SNAT --to 192.0.2.1 |"
                        + " -s 10.0.0.0/8 -m statistic --mode random --probability 0.5 -j SNAT --to 192.0.2.2 |",
                "-m conntrack --ctstate NEW -j MASQUERADE     | -o eth0 -j MASQUERADE                    | TAKEN",
                "-m mark --mark 0x1/0x1 -j MASQUERADE         | -m mark --mark 0x2/0x2 -j MASQUERADE     |",
            })
    void natRules_ruleBehindAnother_isReachedUnlessAllItsPacketsAreTaken(
            String before, String after, Obstacle.Reason expected) {
        List<NatRule> rules = walk("*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING " + before + "\n-A POSTROUTING "
                + after + "\nCOMMIT\n");

        NatRule last = rules.stream()
                .filter(rule -> rule.rule().number() == 2)
                .findFirst()
                .orElseThrow();
        assertThat(last.obstacle().map(Obstacle::reason).orElse(null)).isEqualTo(expected);
    }

    @Test
    void natRules_restOfAChainBehindAReturn_doesNotTakeWhatWentBack() {
        assertThat(reached("""
                *nat
                :POSTROUTING ACCEPT [0:0]
                :KUBE - [0:0]
                -A POSTROUTING -j KUBE
                -A POSTROUTING -s 10.0.0.0/8 -j MASQUERADE
                -A KUBE -m mark ! --mark 0x4000/0x4000 -j RETURN
                -A KUBE -j MASQUERADE
                COMMIT
                """)).containsExactly("KUBE 2", "POSTROUTING 2");
    }

    @Test
    void natRules_restOfAChainBehindAReturnOfSeveralConditions_doesNotTakeWhatWentBack() {
        assertThat(reached("""
                *nat
                :POSTROUTING ACCEPT [0:0]
                :MINE - [0:0]
                -A POSTROUTING -j MINE
                -A POSTROUTING -s 10.0.0.0/8 -j MASQUERADE
                -A MINE -s 10.0.0.0/8 -d 192.168.0.0/16 -j RETURN
                -A MINE -j MASQUERADE
                -A MINE -s 172.16.0.0/12 -j MASQUERADE
                COMMIT
                """)).containsExactly("MINE 2", "POSTROUTING 2");
    }

    @Test
    void natRules_acceptInAChain_keepsFromTheRestOfItsBaseChainOnly() {
        assertThat(reached("""
                table ip a {
                	chain post {
                		type nat hook postrouting priority 90; policy accept;
                		jump mine
                		masquerade
                	}
                	chain mine {
                		accept
                	}
                }
                table ip b {
                	chain post {
                		type nat hook postrouting priority 100; policy accept;
                		masquerade
                	}
                }
                """)).containsExactly("post 1");
    }

    @Test
    void natRules_baseChains_areAskedByPriorityNotByOrder() {
        List<NatRule> rules = walk("""
                table ip late {
                	chain post {
                		type nat hook postrouting priority srcnat + 10; policy accept;
                		masquerade
                	}
                }
                table inet early {
                	chain post {
                		type nat hook postrouting priority 95; policy accept;
                		meta nfproto ipv4 masquerade fully-random
                	}
                }
                """);

        assertThat(rules)
                .extracting(
                        rule -> rule.chain().table().name(),
                        rule -> rule.obstacle().isEmpty())
                .containsExactly(tuple("early", true), tuple("late", false));
    }

    @Test
    void natRules_inetRuleOfOneFamily_leavesTheOtherAlone() {
        assertThat(reached("""
                table inet t {
                	chain post {
                		type nat hook postrouting priority 100; policy accept;
                		ip saddr 10.0.0.0/8 masquerade
                		masquerade
                	}
                }
                """)).containsExactly("post 1", "post 2");
    }

    @Test
    void natRules_verdictMap_leadsToItsChains() {
        assertThat(reached("""
                table ip t {
                	map jumps {
                		type ifname : verdict
                		elements = { "br0" counter packets 0 bytes 0 : jump out_br0 }
                	}
                	chain post {
                		type nat hook postrouting priority 100; policy accept;
                		iifname vmap @jumps
                		oifname vmap { "eth1" : goto out_eth1, "eth2" : accept }
                	}
                	chain out_br0 {
                		masquerade
                	}
                	chain out_eth1 {
                		masquerade
                	}
                	chain out_br9 {
                		masquerade
                	}
                }
                """)).containsExactly("out_br0 1", "out_eth1 1");
    }

    @Test
    void natRules_chainsThatJumpInACircle_end() {
        assertThat(reached("""
                *nat
                :POSTROUTING ACCEPT [0:0]
                :A - [0:0]
                :B - [0:0]
                -A POSTROUTING -j A
                -A A -j B
                -A B -j A
                -A B -j MASQUERADE
                COMMIT
                """)).contains("B 2");
    }

    @Test
    void natRules_markSetForOneEthernetAddress_isOneClient() {
        List<NatRule> rules = walk("""
                *nat
                :PREROUTING ACCEPT [0:0]
                :POSTROUTING ACCEPT [0:0]
                -A PREROUTING -m mac --mac-source 02:00:5e:10:00:01 -j MARK --set-xmark 0x17eff/0xffffffff
                -A POSTROUTING -m mark --mark 0x17eff -j SNAT --to-source 10.42.98.47
                -A POSTROUTING -m mark --mark 0x1 -j SNAT --to-source 10.42.98.48
                COMMIT
                """);

        assertThat(rules).extracting(NatRule::oneClient).containsExactly(true, false);
    }

    private static List<String> reached(String text) {
        List<String> reached = new ArrayList<>();
        for (NatRule rule : walk(text)) {
            if (rule.obstacle().isEmpty()) {
                reached.add(rule.chain().name() + " " + rule.rule().number());
            }
        }
        return reached;
    }

    private static List<NatRule> walk(String text) {
        return RuleWalk.natRules(RulesText.parse(text).chains(), false);
    }
}
