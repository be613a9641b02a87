package io.github.snatrace.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.snatrace.host.FakeCommands;
import io.github.snatrace.host.Fixtures;
import io.github.snatrace.host.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorTest {
    private static final String NFT = "nft --json list ruleset";

    @TempDir
    Path root;

    private final FakeCommands commands = new FakeCommands();

    @BeforeEach
    void aRouter() throws IOException {
        file("/proc/net/stat/nf_conntrack", Fixtures.text("conntrack/proc-6.18-after-race.txt"));
        file("/proc/sys/net/netfilter/nf_conntrack_count", "5486\n");
        file("/proc/sys/net/netfilter/nf_conntrack_max", "262144\n");
        file("/proc/sys/net/ipv4/tcp_timestamps", "1\n");
        file("/proc/sys/kernel/osrelease", "6.18.17-generic\n");
    }

    @Test
    void examine_routerThatRaced_saysSoAndNamesTheRule() {
        commands.answer("iptables-save", 0, Fixtures.text("rules/iptables-save.txt"), "");

        List<Fact> facts = examine();

        assertThat(facts)
                .extracting(Fact::topic, Fact::level)
                .containsExactly(
                        tuple("kernel", Fact.Level.NOTE),
                        tuple("counters", Fact.Level.GOOD),
                        tuple("race", Fact.Level.PROBLEM),
                        tuple("table", Fact.Level.GOOD),
                        tuple("rules", Fact.Level.PROBLEM),
                        tuple("rules", Fact.Level.GOOD),
                        tuple("rules", Fact.Level.PROBLEM),
                        tuple("rules", Fact.Level.GOOD),
                        tuple("timestamps", Fact.Level.PROBLEM));
        assertThat(facts.get(2).fact())
                .isEqualTo(
                        "insert_failed is 472, 0 of them chains that were too long; NAT found a port taken 6991 times");
        assertThat(facts.get(4).fact())
                .isEqualTo("iptables: table nat, chain POSTROUTING, rule -A POSTROUTING -s 172.17.0.0/16 ! -o docker0"
                        + " -j MASQUERADE: masquerade keeps the clients' ports, without --random-fully");
    }

    @Test
    void examine_kernelOf414_isUnknownForItsReleaseDoesNotTell() throws IOException {
        file("/proc/sys/kernel/osrelease", "4.14.336-257.566.amzn2\n");

        Fact kernel = examine().get(0);

        assertThat(kernel.topic()).isEqualTo("kernel");
        assertThat(kernel.level()).isEqualTo(Fact.Level.UNKNOWN);
        assertThat(kernel.fact()).startsWith("kernel 4.14.336-257.566.amzn2: ").contains("in late releases of 4.14");
    }

    @Test
    void examine_nftRules_areNamedByHandleWithTheCommandThatMendsThem() {
        commands.answer(NFT, 0, Fixtures.text("rules/nft.json"), "");

        Fact rule = examine().stream()
                .filter(fact -> fact.topic().equals("rules"))
                .findFirst()
                .orElseThrow();

        assertThat(rule.fact()).startsWith("nft: table ip nat, chain postrouting, rule handle 3: masquerade");
        assertThat(rule.advice())
                .isEqualTo("nft -a list chain ip nat postrouting, then nft replace rule ip nat postrouting handle 3"
                        + " with fully-random at its end");
    }

    @Test
    void examine_rulesThatBothToolsKnow_areNamedOnce() {
        commands.answer(NFT, 0, Fixtures.text("rules/nft-of-iptables.json"), "")
                .answer("iptables-save", 0, Fixtures.text("rules/iptables-save.txt"), "");

        assertThat(examine())
                .filteredOn(fact -> fact.topic().equals("rules"))
                .hasSize(4)
                .noneMatch(fact -> fact.level() == Fact.Level.UNKNOWN);
    }

    @Test
    void examine_rulesOfIptablesSeenByNftOnly_areUnknown() {
        commands.answer(NFT, 0, Fixtures.text("rules/nft-of-iptables.json"), "");

        assertThat(examine())
                .filteredOn(fact -> fact.topic().equals("rules"))
                .hasSize(4)
                .allMatch(fact -> fact.level() == Fact.Level.UNKNOWN);
    }

    @Test
    void examine_legacyTablesHintedAt_areAskedForAsWell() {
        commands.answer(
                        "iptables-save",
                        0,
                        "# Warning: iptables-legacy tables present, use iptables-legacy-save to see them\n",
                        "")
                .answer("iptables-legacy-save", 0, Fixtures.text("rules/iptables-save.txt"), "");

        assertThat(examine()).filteredOn(fact -> fact.topic().equals("rules")).hasSize(4);
    }

    @Test
    void examine_rulesThatMayNotBeRead_areUnknownNotAbsent() {
        commands.answer(NFT, 1, "", "Operation not permitted (you must be root)\n");

        assertThat(examine())
                .filteredOn(fact -> fact.topic().equals("rules"))
                .singleElement()
                .satisfies(fact -> {
                    assertThat(fact.level()).isEqualTo(Fact.Level.UNKNOWN);
                    assertThat(fact.fact())
                            .isEqualTo("the NAT rules cannot be read: nft: Operation not permitted (you must be root)");
                });
    }

    @Test
    void examine_noTool_isUnknownNotAbsent() {
        assertThat(examine())
                .filteredOn(fact -> fact.topic().equals("rules"))
                .singleElement()
                .satisfies(fact -> assertThat(fact.level()).isEqualTo(Fact.Level.UNKNOWN));
    }

    @Test
    void examine_emptyRuleset_saysThatThereIsNoSnat() {
        commands.answer(NFT, 0, Fixtures.text("rules/nft-empty.json"), "");

        assertThat(examine())
                .filteredOn(fact -> fact.topic().equals("rules"))
                .singleElement()
                .satisfies(fact -> assertThat(fact.fact()).startsWith("no rule of nft or iptables translates"));
    }

    @Test
    void examine_tableFullOrOnceFull_isAProblem() throws IOException {
        file("/proc/sys/net/netfilter/nf_conntrack_max", "6000\n");

        assertThat(fact("table").level()).isEqualTo(Fact.Level.PROBLEM);
        assertThat(fact("table").fact())
                .isEqualTo(
                        "the connection tracking table holds 5486 of 6000 entries (91.4 %); it dropped 0 packets and evicted 0"
                                + " entries for being full");
    }

    @Test
    void examine_dropsBeyondInsertFailed_areTheTablesBeingFull() throws IOException {
        file(
                "/proc/net/stat/nf_conntrack",
                "entries insert_failed chainlength drop\n00000001 00000007 00000003 00000009\n");

        assertThat(fact("table").fact()).contains("it dropped 5 packets");
        assertThat(fact("race").consequence()).startsWith("up to 4 SYNs were lost");
    }

    @Test
    void examine_kernelWithoutPortsInTimestamps_givesFullyRandomNoPrice() throws IOException {
        file("/proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");

        assertThat(fact("timestamps").level()).isEqualTo(Fact.Level.GOOD);
    }

    @Test
    void examine_timestampsWithoutOffset_giveFullyRandomNoPrice() throws IOException {
        file("/proc/sys/net/ipv4/tcp_timestamps", "2\n");

        assertThat(fact("timestamps").level()).isEqualTo(Fact.Level.GOOD);
    }

    @Test
    void examine_oldKernel_racesWhateverThePorts() throws IOException {
        file("/proc/sys/kernel/osrelease", "4.4.0-210-generic\n");

        assertThat(fact("kernel").level()).isEqualTo(Fact.Level.PROBLEM);
    }

    @Test
    void examine_nothingCanBeRead_isAllUnknown() throws IOException {
        Files.delete(root.resolve("proc/net/stat/nf_conntrack"));
        Files.delete(root.resolve("proc/sys/kernel/osrelease"));

        assertThat(examine()).hasSize(3).allMatch(fact -> fact.level() == Fact.Level.UNKNOWN);
    }

    private Fact fact(String topic) {
        return examine().stream()
                .filter(fact -> fact.topic().equals(topic))
                .findFirst()
                .orElseThrow();
    }

    private List<Fact> examine() {
        return Doctor.examine(Host.at(root, commands));
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
