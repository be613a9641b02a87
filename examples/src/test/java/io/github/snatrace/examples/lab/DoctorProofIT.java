package io.github.snatrace.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.doctor.Doctor;
import io.github.snatrace.doctor.Fact;
import io.github.snatrace.host.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds the doctor's word on rules of real hosts against pairs that were held under them. */
@NeedsLab
class DoctorProofIT {
    private static final Path REPORTS =
            Path.of("../conntrack-probe/src/test/resources/reports").toAbsolutePath();
    private static final Path README = Path.of("../conntrack-probe/README.md").toAbsolutePath();

    /** What each file of the reports is called in the README. */
    private static final Map<String, String> HOSTS = hosts();

    private static final String FLAGS = "22/nft-flags.txt";

    /** Held over UDP are two queries of one client, which the kernel lets both pass, and never those of two. */
    private static final String OVER_UDP = "RESOLVED over UDP";

    @TempDir
    static Path directory;

    private static List<Rule> rules = List.of();

    /** What the doctor says of a rule. */
    private enum Word {
        RACES("lose SYNs: the race", "races"),
        LOSES_UDP("lose UDP packets: the race", "races over UDP"),
        ONE_PORT("a second connection to the same address and port is lost", "one port"),
        RARE("the race is rare", "rare"),
        RUNS_OUT("runs out of ports", "runs out of ports"),
        PICKED_PORT("fully-random cannot help", "a port picked blindly"),
        OWN_ADDRESS("no two clients share an address", "an address each"),
        ONE_CLIENT("one client", "one client"),
        UNREACHED("never reached", "never reached"),
        UNKNOWN("whether it chooses ports at random is not known", "unknown");

        private final String consequence;
        private final String label;

        Word(String consequence, String label) {
            this.consequence = consequence;
            this.label = label;
        }

        static Word of(Fact fact) {
            for (Word word : values()) {
                if (fact.consequence().contains(word.consequence)) {
                    return word;
                }
            }
            throw new IllegalStateException("the doctor has a new word: " + fact);
        }

        /** What the lab has to show of such a rule: verdicts of held pairs, or why there can be none. */
        List<String> shown() {
            return switch (this) {
                case RACES, ONE_PORT -> List.of("COLLIDES");
                case RUNS_OUT -> List.of("COLLIDES", OVER_UDP);
                case LOSES_UDP -> List.of(OVER_UDP);
                case RARE -> List.of("SAFE");
                case PICKED_PORT -> List.of("its ports depend on a map, which the lab does not have");
                case OWN_ADDRESS -> List.of("each client has an address of its own, so that none meet");
                case ONE_CLIENT -> List.of("it serves one client, which meets nobody");
                case UNREACHED ->
                    List.of(
                            "nothing jumps to its chain",
                            "a rule before it takes its packets",
                            "a rule before it lets its packets pass");
                case UNKNOWN -> List.of("the text does not tell its options");
            };
        }
    }

    /**
     * A rule, and what both say of it.
     *
     * @param host whose it is
     * @param fact the doctor's word
     * @param shown the verdict of held pairs, over TCP where it takes any; else why there were none
     */
    private record Rule(String host, Fact fact, String shown) {
        Word word() {
            return Word.of(fact);
        }

        boolean agrees() {
            return word().shown().contains(shown);
        }
    }

    private static Map<String, String> hosts() {
        Map<String, String> hosts = new LinkedHashMap<>();
        hosts.put("12/iptables-save-container.txt", "a container's own DNS of Docker");
        hosts.put("12/iptables-save-derived-snat.txt", "iptables-save that cannot read its own rules");
        hosts.put("13/iptables-restore.txt", "a script of Rancher 1.x");
        hosts.put("14/iptables-save.txt", "nerdctl, with chains left over");
        hosts.put("15/iptables-S-portrange-derived.txt", "AWS VPC CNI, a range for TCP");
        hosts.put("15/iptables-save-prng.txt", "AWS VPC CNI, prng");
        hosts.put("15/iptables-save-stale-rule-derived.txt", "the cure appended behind the old rule");
        hosts.put("17/iptables-save.txt", "kube-proxy and flannel");
        hosts.put("18/docker-nft.txt", "Docker, nftables");
        hosts.put("18/docker-and-own-chain.nft", "the same, an own chain before it");
        hosts.put("21/nft-map-t.json", "MAP-E, sets of 16 ports");
        hosts.put("21/nft-map-e-numgen.json", "MAP-E, numgen over ports");
        hosts.put("26/iptables-save.txt", "Docker, iptables");
        hosts.put("26/ip6tables-save.txt", "Docker, ip6tables");
        hosts.put("26/ip6tables-save-no-filter.txt", "Docker, two networks over IPv6");
        return hosts;
    }

    @BeforeAll
    static void holdPairs() throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String file : HOSTS.keySet()) {
            texts.put(file.replace('/', '-'), Host.read(REPORTS.resolve(file)));
        }
        texts.putAll(oneByOne(Host.read(REPORTS.resolve(FLAGS))));
        List<String> command = new ArrayList<>(List.of(LabScript.HOME + "/prove", "--json", "--pairs", "2"));
        for (Map.Entry<String, String> text : texts.entrySet()) {
            command.add("--rules-of");
            command.add(Files.writeString(directory.resolve(text.getKey()), text.getValue())
                    .toString());
        }

        LabScript.Result result = LabScript.of(command.toArray(String[]::new)).run();

        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode proof = JsonMapper.shared().readTree(result.out());
        List<Rule> all = new ArrayList<>();
        for (Map.Entry<String, String> text : texts.entrySet()) {
            String kernel = proof.get("kernel").asString();
            for (Fact fact : Doctor.read(Map.of(text.getKey(), text.getValue()), Optional.of(kernel))) {
                if (!fact.rule().isEmpty()) {
                    all.add(new Rule(text.getKey(), fact, shown(proof, text.getKey(), fact)));
                }
            }
        }
        rules = List.copyOf(all);
    }

    /** Each rule of a text of nft's by itself, so that none is in another's way. */
    private static Map<String, String> oneByOne(String text) {
        List<String> lines = text.lines().toList();
        Map<String, String> texts = new LinkedHashMap<>();
        for (String line : lines) {
            if (line.contains("snat ") || line.contains("masquerade")) {
                texts.put(
                        "flags-" + (texts.size() + 1),
                        lines.stream()
                                .filter(other -> other.equals(line)
                                        || !(other.contains("snat ") || other.contains("masquerade")))
                                .collect(Collectors.joining("\n", "", "\n")));
            }
        }
        return texts;
    }

    private static String shown(JsonNode proof, String host, Fact fact) {
        List<String> verdicts = StreamSupport.stream(proof.get("cases").spliterator(), false)
                .filter(one -> isOf(one, host, fact))
                .map(one -> one.get("verdict").asString()
                        + (one.get("case").asString().startsWith("udp") ? " over UDP" : ""))
                .toList();
        return verdicts.isEmpty()
                ? StreamSupport.stream(proof.get("unmapped").spliterator(), false)
                        .filter(one -> isOf(one, host, fact))
                        .map(one -> one.get("why").asString())
                        .findFirst()
                        .orElse("not a word")
                : verdicts.get(0);
    }

    /** Both name a rule by its chain and its text. */
    private static boolean isOf(JsonNode shown, String host, Fact fact) {
        String label = shown.get("rule").asString();
        String end = ": " + fact.rule();
        return label.startsWith(host + ": ")
                && label.endsWith(end)
                && fact.fact().contains(" " + label.substring(host.length() + 2, label.length() - end.length()) + " ");
    }

    @Test
    void everyRule_isShownToDoWhatTheDoctorSays() {
        assertThat(rules).hasSizeGreaterThan(80);
        assertThat(rules).allMatch(Rule::agrees);
    }

    @Test
    void everyWord_isHeldAgainstARule() {
        assertThat(rules).extracting(Rule::word).contains(Word.values());
    }

    @Test
    void table_ofTheReadme_isWhatWasShown() throws IOException {
        List<String> table = new ArrayList<>();
        HOSTS.forEach((file, name) -> table.add(row(name, of(file.replace('/', '-')))));
        table.add(row("every flag of nft's snat, each rule by itself", of("flags-")));

        assertThat(Files.readAllLines(README).stream().filter(table::contains)).containsExactlyElementsOf(table);
    }

    private static List<Rule> of(String host) {
        return rules.stream().filter(rule -> rule.host().startsWith(host)).toList();
    }

    private static String row(String name, List<Rule> some) {
        Map<Word, Integer> words = new TreeMap<>();
        Map<String, Integer> shown = new TreeMap<>();
        for (Rule rule : some) {
            words.merge(rule.word(), 1, Integer::sum);
            shown.merge(rule.shown().matches("[A-Z]{4,}.*") ? rule.shown() : "no pair can meet", 1, Integer::sum);
        }
        return "| " + name + " | "
                + words.entrySet().stream()
                        .map(word -> word.getKey().label + " " + word.getValue())
                        .collect(Collectors.joining(", "))
                + " | "
                + shown.entrySet().stream()
                        .map(verdict -> verdict.getKey() + " " + verdict.getValue())
                        .collect(Collectors.joining(", "))
                + " |";
    }
}
