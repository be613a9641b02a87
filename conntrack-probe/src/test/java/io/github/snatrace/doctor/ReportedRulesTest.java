package io.github.snatrace.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.host.Fixtures;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that people pasted into public reports. */
final class ReportedRulesTest {

    @Test
    void read_dockersOwnDns_isOneClientOnLoopback() {
        assertThat(levels("reports/12/iptables-save-container.txt")).isEqualTo(Map.of(Fact.Level.GOOD, 2));
    }

    @Test
    void read_unsupportedRevision_isUnknownNotKept() {
        List<Fact> rules = rules("reports/12/iptables-save-derived-snat.txt");

        assertThat(rules).extracting(Fact::level).containsExactly(Fact.Level.UNKNOWN, Fact.Level.UNKNOWN);
        assertThat(rules).allSatisfy(rule -> assertThat(rule.advice()).contains("does not know its revision"));
    }

    @Test
    void read_scriptForIptablesRestore_racesWhereManyClientsShareAnAddress() {
        List<Fact> rules = rules("reports/13/iptables-restore.txt");

        assertThat(rules)
                .filteredOn(rule -> rule.level() == Fact.Level.PROBLEM)
                .extracting(Fact::fact)
                .containsExactly(
                        "iptables nat CATTLE_POSTROUTING rule 2, of Rancher 1.x: masquerade keeps the clients' ports"
                                + " (1024-65535) (taken as if CATTLE_POSTROUTING were jumped to: nothing here does)",
                        "iptables nat CATTLE_POSTROUTING rule 3, of Rancher 1.x: masquerade keeps the clients' ports"
                                + " (1024-65535) (taken as if CATTLE_POSTROUTING were jumped to: nothing here does)",
                        "iptables nat CATTLE_POSTROUTING rule 4, of Rancher 1.x: masquerade keeps the clients' ports"
                                + " (taken as if CATTLE_POSTROUTING were jumped to: nothing here does)");
        assertThat(rules)
                .filteredOn(rule -> rule.level() == Fact.Level.PROBLEM)
                .extracting(Fact::consequence)
                .containsExactly(
                        "clients that use the same port at the same instant lose SYNs: the race",
                        "clients that use the same port at the same instant lose UDP packets: the race",
                        "clients that use the same port at the same instant lose SYNs: the race");
        assertThat(levels("reports/13/iptables-restore.txt"))
                .isEqualTo(Map.of(Fact.Level.PROBLEM, 3, Fact.Level.GOOD, 2));
    }

    @Test
    void read_chainsThatNothingJumpsTo_areNeverReached() {
        List<Fact> rules = rules("reports/14/iptables-save.txt");

        assertThat(levels("reports/14/iptables-save.txt")).isEqualTo(Map.of(Fact.Level.PROBLEM, 1, Fact.Level.NOTE, 3));
        assertThat(rules.get(0).fact()).startsWith("iptables nat CNI-4f6dd6c08c7e1a901788c768 rule 2");
        assertThat(rules.subList(1, 4))
                .extracting(Fact::consequence)
                .containsOnly("never reached: nothing jumps to its chain");
    }

    @Test
    void read_ruleThatWasAppendedAsTheCure_isNeverReached() {
        List<Fact> rules = rules("reports/15/iptables-save-stale-rule-derived.txt");

        assertThat(rules).extracting(Fact::level).containsExactly(Fact.Level.PROBLEM, Fact.Level.NOTE);
        assertThat(rules.get(0).commands())
                .containsExactly(
                        "iptables -t nat -R POSTROUTING 1 -s 10.0.0.0/16 -j SNAT --to-source 192.0.2.10 --random-fully");
        assertThat(rules.get(1).consequence())
                .isEqualTo("never reached: a rule before it takes the same packets, iptables nat POSTROUTING rule 1");
    }

    @Test
    void read_iptablesS_isReadWithItsRangeOfPorts() {
        assertThat(rules("reports/15/iptables-S-portrange-derived.txt"))
                .extracting(rule -> rule.level() + " " + rule.fact())
                .containsExactly(
                        "PROBLEM iptables nat AWS-SNAT-CHAIN-1 rule 1, of AWS VPC CNI: snat keeps the clients' ports (49152-65535)"
                                + " (taken as if AWS-SNAT-CHAIN-1 were jumped to: nothing here does)",
                        "GOOD iptables nat AWS-SNAT-CHAIN-1 rule 2, of AWS VPC CNI: snat chooses ports at random (fully-random)"
                                + " (taken as if AWS-SNAT-CHAIN-1 were jumped to: nothing here does)");
    }

    @Test
    void read_outputOfGrepWithoutTranslation_doesNotSayThatThereIsNoSnat() {
        assertThat(rules("reports/15/iptables-save-none-grep.txt"))
                .singleElement()
                .satisfies(fact -> assertThat(fact.fact() + fact.consequence()).doesNotContain("no SNAT"));
    }

    @ParameterizedTest
    @CsvSource({"reports/15/iptables-save-prng.txt, 2", "reports/17/iptables-save.txt, 3"})
    void read_rulesBehindOneThatSendsOthersBack_areReached(String fixture, int good) {
        assertThat(levels(fixture)).isEqualTo(Map.of(Fact.Level.GOOD, good));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reports/18/docker-nft.txt", "reports/18/docker-nft.json"})
    void read_dockersOwnTable_racesAndIsDockers(String fixture) {
        assertThat(rules(fixture)).hasSize(2).allSatisfy(rule -> {
            assertThat(rule.level()).isEqualTo(Fact.Level.PROBLEM);
            assertThat(rule.owner()).isEqualTo("Docker (nftables)");
            assertThat(rule.advice()).contains("has no setting for it", "when dockerd starts");
        });
    }

    @Test
    void read_dockersOwnTable_putsTheOptionBeforeTheComment() {
        assertThat(rules("reports/18/docker-nft.json").get(0).commands())
                .containsExactly("nft replace rule ip docker-bridges nat-postrouting-out__docker0 handle 31 oifname !="
                        + " '\"docker0\"' ip saddr 172.17.0.0/16 counter packets 0 bytes 0 masquerade fully-random"
                        + " comment '\"MASQUERADE\"'");
    }

    @Test
    void read_ownChainAtALowerPriority_takesThePacketsBefore() {
        assertThat(rules("reports/18/docker-and-own-chain.nft"))
                .extracting(rule -> rule.level() + " " + rule.consequence())
                .containsExactly(
                        "NOTE never reached: a rule before it takes the same packets, nft ip own p rule 1",
                        "NOTE never reached: a rule before it takes the same packets, nft ip own p rule 2",
                        "GOOD the race is rare; it is not gone",
                        "GOOD the race is rare; it is not gone");
    }

    @Test
    void read_onePortForEachConnection_isNotHelpedByFullyRandom() {
        assertThat(rules("reports/21/nft-map-e-numgen.json"))
                .hasSize(2)
                .allSatisfy(rule -> assertThat(rule.fact() + rule.consequence())
                        .contains("one port for each connection", "fully-random cannot help"));
    }

    @Test
    void read_setsOf16Ports_areReachedOnceForEachProtocol() {
        List<Fact> rules = rules("reports/21/nft-map-t.json");

        assertThat(rules).hasSize(45);
        assertThat(rules)
                .filteredOn(rule -> rule.consequence().startsWith("never reached"))
                .hasSize(42);
        assertThat(rules)
                .filteredOn(rule ->
                        rule.level() == Fact.Level.PROBLEM && rule.fact().contains("16 ports"))
                .hasSize(2)
                .allSatisfy(rule -> assertThat(rule.consequence())
                        .isEqualTo("runs out of ports at 16 connections to one address and port; all beyond are lost"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reports/22/nft-flags.txt", "reports/22/nft-flags.json"})
    void read_everyFlagOfNft_isReadForWhatItDoes(String fixture) {
        Map<Integer, String> does = new TreeMap<>();
        for (Fact rule : rules(fixture)) {
            String place = rule.fact().substring(0, rule.fact().indexOf(": "));
            String number = place.replaceFirst(", of .*", "");
            does.put(
                    Integer.parseInt(number.substring(number.lastIndexOf(' ') + 1)),
                    rule.fact().substring(rule.fact().indexOf(": ") + 2));
        }

        assertThat(does.values())
                .containsExactly(
                        "snat chooses ports at random (random), but has one port only: 1024",
                        "snat keeps the clients' ports, among 2049 ports: 2048-4096",
                        "snat chooses ports at random (fully-random)",
                        "snat chooses ports at random (fully-random)",
                        "snat keeps the clients' ports, but has one port only: 3192",
                        "snat chooses ports at random (random), among 1029 ports: 5120-6148",
                        "snat chooses ports at random (fully-random), but has one port only: 3192",
                        "snat keeps the clients' ports, among 1029 ports: 5120-6148",
                        "snat keeps the clients' ports",
                        "masquerade chooses ports at random (random) (1024-65535)",
                        "snat one-to-one, each client to an address of its own",
                        "snat one-to-one, each client to an address of its own");
    }

    @ParameterizedTest
    @CsvSource({
        "reports/26/ip6tables-save.txt, 1, 1",
        "reports/26/ip6tables-save-no-filter.txt, 2, 0",
        "reports/26/iptables-save.txt, 6, 5"
    })
    void read_dockersRules_raceButForThoseOfAClientThatTalksToItself(String fixture, int problems, int good) {
        Map<Fact.Level, Integer> levels = levels(fixture);

        assertThat(levels.getOrDefault(Fact.Level.PROBLEM, 0)).isEqualTo(problems);
        assertThat(levels.getOrDefault(Fact.Level.GOOD, 0)).isEqualTo(good);
    }

    private static Map<Fact.Level, Integer> levels(String fixture) {
        Map<Fact.Level, Integer> levels = new TreeMap<>();
        rules(fixture).forEach(rule -> levels.merge(rule.level(), 1, Integer::sum));
        return levels;
    }

    private static List<Fact> rules(String fixture) {
        return Doctor.read(Map.of(fixture, Fixtures.text(fixture)), Optional.of("6.18.1")).stream()
                .filter(fact -> fact.topic().equals("rules"))
                .toList();
    }
}
