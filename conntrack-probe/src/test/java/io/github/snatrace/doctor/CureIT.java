package io.github.snatrace.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.host.Fixtures;
import io.github.snatrace.host.Host;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the commands that the doctor prints, each in a network namespace of its own, and takes them back. */
final class CureIT {
    private static final List<String> DUMPS = List.of(
            "nft list ruleset", "iptables-save", "ip6tables-save", "iptables-legacy-save", "ip6tables-legacy-save");

    @TempDir
    Path root;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "iptables -t nat | POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE",
                "iptables -t nat | POSTROUTING -o eth0 -j SNAT --to-source 192.0.2.1-192.0.2.9 --persistent",
                "iptables -t nat | POSTROUTING -p tcp -m multiport --dports 80,443 -m mark ! --mark 0x4000/0x4000 -m comment"
                        + " --comment 'name: \"x\" it'\\''s; $HOME' -j MASQUERADE --to-ports 1024-65535",
                "iptables -t nat | POSTROUTING -m addrtype ! --dst-type LOCAL -m conntrack --ctstate NEW -j MASQUERADE",
                "ip6tables -t nat | POSTROUTING -s fd00::/64 ! -o docker0 -j MASQUERADE",
                "iptables-legacy -t nat | POSTROUTING -s 10.0.0.0/8 -d 192.0.2.0/24 -p udp -m udp --dport 53 -j MASQUERADE",
                "ip6tables-legacy -t nat | POSTROUTING -s fd00::/64 -j MASQUERADE",
            })
    void printedCommand_ruleOfIptables_replacesItAndIsTakenBack(String tool, String rule) throws IOException {
        String first = tool + " -A POSTROUTING -s 203.0.113.0/24 -d 203.0.113.0/24 -j ACCEPT";

        cureAndTakeBack(first + "; " + tool + " -A " + rule, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "masquerade",
                "oifname != \"docker0\" ip saddr 172.17.0.0/16 counter packets 3 bytes 180 masquerade comment \"MASQUERADE\"",
                "oifname { \"eth0\", \"eth1\" } meta l4proto { tcp, udp } masquerade persistent",
                "ip saddr { 10.0.0.1, 192.168.0.1 } ip daddr != 10.0.0.1-10.0.0.9 snat to 192.0.2.1",
                "tcp dport 1024-2000 tcp sport != 80 counter snat to 192.0.2.1-192.0.2.9:1024-65535 persistent",
                "meta mark & 0x00004000 == 0x00004000 fib daddr type != local ip protocol tcp masquerade to :1024-65535",
                "ct state new,related iifname \"br-*\" limit rate 10/second burst 5 packets log prefix \"nat: \" masquerade",
                "meta mark 0x1 ct mark 0x2 ip daddr @inside masquerade comment \"a; b $HOME 'c'\"",
                "udp dport { 53, 123 } ip dscp cs1 masquerade",
            })
    void printedCommand_ruleOfNft_replacesItAndIsTakenBack(String rule) throws IOException {
        String script = "table ip own {\n set inside {\n type ipv4_addr\n elements = { 192.0.2.7 }\n }\n chain post {\n"
                + " type nat hook postrouting priority srcnat - 5; policy accept;\n ip saddr 203.0.113.0/24 return\n "
                + rule
                + "\n ip saddr 10.0.0.1 ip daddr 10.0.0.2 counter\n }\n}\n";

        cureAndTakeBack(nft(script), 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
        table inet own {
            chain post {
                type nat hook postrouting priority 100; policy accept;
                iifname "a" snat ip to 192.0.2.1
                ip6 saddr fd00::/64 snat ip6 to 2001:db8::1
            }
        }
        """, """
        table ip6 own {
            chain post {
                type nat hook postrouting priority 100; policy accept;
                ip6 daddr != fd00::/8 tcp dport 80 snat to [2001:db8::1]:1024-65535
                ip6 daddr != fd00::/8 masquerade
            }
        }
        """})
    void printedCommands_otherFamiliesOfNft_replaceAndAreTakenBack(String script) throws IOException {
        cureAndTakeBack(nft(script), 2);
    }

    @ParameterizedTest
    @ValueSource(strings = "reports/18/docker-nft.txt")
    void printedCommands_dockersOwnTable_replaceAndAreTakenBack(String fixture) throws IOException {
        cureAndTakeBack(nft(Fixtures.text(fixture)), 2);
    }

    @ParameterizedTest
    @CsvSource({
        "reports/13/iptables-restore.txt, 3",
        "reports/14/iptables-save.txt, 1",
        "reports/26/iptables-save.txt, 6"
    })
    void printedCommands_reportedRules_replaceAndAreTakenBack(String fixture, int problems) throws IOException {
        Path script = Files.writeString(root.resolve("rules"), Fixtures.text(fixture));

        cureAndTakeBack("iptables-restore < " + script, problems);
    }

    private String nft(String script) throws IOException {
        return "nft -f " + Files.writeString(root.resolve("script.nft"), script);
    }

    private void cureAndTakeBack(String setUp, int problems) throws IOException {
        try (OwnNamespace namespace = open()) {
            requireTool(namespace, setUp);
            namespace.shell(setUp);
            String before = dump(namespace);
            List<Fact> sick = problems(namespace);
            assertThat(sick).hasSize(problems).allMatch(fact -> !fact.commands().isEmpty());

            List<String> undo = new ArrayList<>();
            for (Fact fact : sick) {
                for (String command : fact.commands()) {
                    namespace.shell(command);
                }
                undo.addAll(fact.undo());
            }
            assertThat(problems(namespace)).isEmpty();
            assertThat(dump(namespace)).isNotEqualTo(before);

            Collections.reverse(undo);
            for (String command : undo) {
                namespace.shell(command);
            }
            assertThat(dump(namespace)).isEqualTo(before);
        }
    }

    private OwnNamespace open() throws IOException {
        try {
            return OwnNamespace.open(root);
        } catch (IOException e) {
            throw cannotRun("no network namespace can be made here: " + e.getMessage());
        }
    }

    private static void requireTool(OwnNamespace namespace, String setUp) throws IOException {
        String tool = setUp.substring(0, setUp.indexOf(' '));
        if (namespace.run(List.of("sh", "-c", "command -v " + tool)).exitCode() != 0) {
            throw cannotRun("there is no " + tool + " here");
        }
    }

    /** A test that cannot run says why; where everything has to be tested, it fails. */
    private static RuntimeException cannotRun(String why) {
        System.err.println("CureIT cannot run: " + why);
        assertThat(System.getenv("CI")).as(why).isNotEqualTo("true");
        Assumptions.abort(why);
        return new IllegalStateException(why);
    }

    /** Returns all rules without what changes by itself: the time of the dump. */
    private static String dump(OwnNamespace namespace) throws IOException {
        StringBuilder dump = new StringBuilder();
        for (String command : DUMPS) {
            try {
                namespace
                        .run(List.of(command.split(" ")))
                        .out()
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .forEach(line -> dump.append(line).append('\n'));
            } catch (FileNotFoundException e) {
                dump.append("without ").append(command).append('\n');
            }
        }
        return dump.toString();
    }

    private List<Fact> problems(OwnNamespace namespace) throws IOException {
        for (String names : List.of("ip_tables_names", "ip6_tables_names")) {
            Path copy = root.resolve("proc/net/" + names);
            Files.createDirectories(copy.getParent());
            Files.writeString(copy, namespace.shell("cat /proc/net/" + names + " 2>/dev/null || true"));
        }
        return Doctor.examine(Host.at(root, namespace), NetworkNamespace.own(), Optional.of("6.18.1")).stream()
                .filter(fact -> fact.topic().equals("rules") && fact.level() == Fact.Level.PROBLEM)
                .toList();
    }
}
