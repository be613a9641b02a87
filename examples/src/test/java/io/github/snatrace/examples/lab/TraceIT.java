package io.github.snatrace.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code conntrack-probe trace} on the lab's router, beside what rules, counters and clients counted. */
@NeedsLab
class TraceIT {
    private static final Path SCRIPT =
            Path.of("src/test/resources/lab/trace.sh").toAbsolutePath();

    @TempDir
    Path directory;

    /**
     * What was provoked, and what the trace made of it.
     *
     * @param truth numbers by their names
     * @param lost the SYNs that were lost
     * @param summary the sums
     */
    private record Traced(Map<String, Long> truth, List<JsonNode> lost, JsonNode summary) {
        Map<String, Long> by(Function<JsonNode, String> property) {
            return lost.stream().collect(Collectors.groupingBy(property, TreeMap::new, Collectors.counting()));
        }

        long truthOf(String name) {
            return truth.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith(name))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"race", "published"})
    void race_ofTwoClients_namesEachTimeoutWithItsRival(String name) throws IOException {
        Traced traced = trace(name, "masquerade");

        // A client that a busy machine stops for a second has its SYN sent again.
        assertThat(traced.summary().get("syns").asLong()).isBetween(6000L, 6010L);
        assertThat(traced.truthOf("timeouts")).isPositive().isEqualTo(traced.truthOf("insert_failed"));
        assertThat(traced.by(syn -> syn.get("cause").asString()))
                .containsExactly(Map.entry("SNAT_INSERTION_RACE", traced.truthOf("timeouts")));
        assertThat(traced.by(syn -> address(syn.get("original"))))
                .isEqualTo(withoutZeros(Map.of(
                        "172.17.0.2", traced.truthOf("timeouts.c1"), "172.17.0.3", traced.truthOf("timeouts.c2"))));
        assertThat(traced.lost()).allMatch(TraceIT::isLostToTheOtherClient);
    }

    @Test
    void race_underFullyRandom_namesNextToNothing() throws IOException {
        Traced traced = trace("race", "masquerade fully-random");

        assertThat(traced.lost()).hasSize((int) traced.truthOf("timeouts")).hasSizeLessThan(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 64, 500})
    void exhaustedPorts_areToldFromTheRaceByWhoHasHadTheTupleFor(int ports) throws IOException {
        Traced traced = trace("ports", "masquerade to :20000-" + (20000 + ports - 1));

        assertThat(traced.truthOf("timeouts")).isPositive();
        assertThat(traced.by(syn -> syn.get("lost").asString()))
                .containsExactly(Map.entry("CONFIRMATION", traced.truthOf("timeouts")));
        assertThat(traced.by(syn -> syn.get("cause").asString()))
                .containsExactly(Map.entry("SNAT_PORTS_EXHAUSTED", traced.truthOf("timeouts")));
    }

    @ParameterizedTest
    @CsvSource({
        "before, HOST, UNEXPLAINED",
        "beyond, BEYOND, PACKET_LOST",
        "answer, ANSWER, PACKET_LOST",
    })
    void dropped_betweenTwoPacketSockets_isNamedAsFarAsTheyTell(String name, String place, String cause)
            throws IOException {
        Traced traced = trace(name, "masquerade", "--inside docker0 --outside eth0");

        long timeouts = traced.truthOf("timeouts");
        assertThat(timeouts).isPositive();
        assertThat(traced.by(syn -> syn.get("lost").asString())).containsExactly(Map.entry(place, timeouts));
        assertThat(traced.by(syn -> syn.get("cause").asString())).containsExactly(Map.entry(cause, timeouts));
    }

    @Test
    void captures_ofBothSides_tellTheSameAsTheLiveTraceOfTwoPacketSockets() throws IOException {
        Traced traced = trace("captured", "masquerade", "--inside docker0 --outside eth0");

        List<String> live = traced.lost().stream().map(TraceIT::fate).sorted().toList();
        List<String> captured = lines("captured").stream()
                .filter(line -> line.has("original"))
                .map(TraceIT::fate)
                .sorted()
                .toList();
        assertThat(live).hasSize((int) traced.truthOf("timeouts")).isNotEmpty();
        assertThat(captured).isEqualTo(live);
        assertThat(traced.lost()).allMatch(TraceIT::isLostToTheOtherClient);
    }

    private static String fate(JsonNode syn) {
        return syn.get("original").asString() + " as " + syn.get("translated").asString() + " lost at "
                + syn.get("lost").asString() + " to "
                + syn.path("rival").path("original").asString("");
    }

    @ParameterizedTest
    @CsvSource({
        "before, RULES, false",
        "behind, RULES, true",
        "beyond, BEYOND, true",
        "answer, ANSWER, true",
        "queue-of-accepts, BEYOND, true",
        "reverse-path, RULES, false",
        "packet-queue, RULES, false",
    })
    void dropped_isNamedWithThePlaceWhereItEnded(String name, String place, boolean translated) throws IOException {
        Traced traced = trace(name, "masquerade");

        long timeouts = traced.truthOf("timeouts");
        assertThat(timeouts).isPositive();
        assertThat(traced.by(syn -> syn.get("lost").asString())).containsExactly(Map.entry(place, timeouts));
        assertThat(traced.by(syn -> syn.get("cause").asString())).containsExactly(Map.entry("PACKET_LOST", timeouts));
        assertThat(traced.lost()).allMatch(syn -> syn.has("translated") == translated);
    }

    @Test
    void sentAgain_comesThroughAfterAll() throws IOException {
        Traced traced = trace("slow", "masquerade");

        assertThat(traced.lost()).hasSize((int) traced.truthOf("counted"));
        assertThat(traced.lost())
                .filteredOn(syn -> syn.has("throughAfterSeconds"))
                .isNotEmpty()
                .allMatch(syn -> syn.get("again").asBoolean())
                .allMatch(syn -> syn.get("throughAfterSeconds").asDouble() > 0.9);
    }

    @Test
    void withoutAPrivilege_whatWorksWorks_andWhatDoesNotNamesTheCapability() throws IOException {
        Map<String, Long> exitCodes = run("rights", "masquerade", "");

        assertThat(exitCodes)
                .isEqualTo(Map.of(
                        "rules.none", 1L,
                        "rules.net_raw", 1L,
                        "rules.net_admin", 0L,
                        "sockets.none", 1L,
                        "sockets.net_raw", 0L,
                        "sockets.net_admin", 1L));
        assertThat(directory.resolve("rules.net_raw")).content().contains("CAP_NET_ADMIN", "--inside IF");
        assertThat(directory.resolve("sockets.net_admin")).content().contains("CAP_NET_RAW");
    }

    @Test
    void killed_leavesNoRuleAndNoProcess() throws IOException {
        assertThat(run("killed", "masquerade", ""))
                .isEqualTo(Map.of("tables", 2L, "tables.after", 0L, "processes.after", 0L));
    }

    private Traced trace(String name, String rule) throws IOException {
        return trace(name, rule, "");
    }

    private Traced trace(String name, String rule, String taps) throws IOException {
        Map<String, Long> truth = run(name, rule, taps);
        requireTcpdump(truth);
        List<JsonNode> lines = lines("trace");
        JsonNode summary = lines.remove(lines.size() - 1);
        assertThat(summary.get("valid").asBoolean()).as(summary.toString()).isTrue();
        return new Traced(truth, lines, summary);
    }

    private List<JsonNode> lines(String file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve(file))) {
            lines.add(JsonMapper.shared().readTree(line));
        }
        return lines;
    }

    /** A test that has no tcpdump to compare with prints that, and fails where it must have one. */
    private static void requireTcpdump(Map<String, Long> truth) {
        if (truth.containsKey("tcpdump")) {
            String reason = "tcpdump is not installed";
            assertThat(System.getenv("CI")).as(reason).isNotEqualTo("true");
            System.err.println("SKIPPED captures: " + reason);
            Assumptions.abort(reason);
        }
    }

    private Map<String, Long> run(String name, String rule, String taps) throws IOException {
        Path probe = LabScript.HOME
                .resolve("../../conntrack-probe/target/conntrack-probe.jar")
                .normalize();
        LabScript.Result result = LabScript.of(
                        LabScript.HOME + "/up", "--rule", rule, "--", "bash", SCRIPT.toString(), name)
                .with("TRACE_DIR", directory.toString())
                .with("TRACE_TAPS", taps)
                .with(
                        "QUEUE_JAVA",
                        Path.of(System.getProperty("java.home"), "bin/java").toString())
                .with("QUEUE_CLASSPATH", Path.of("target/classes").toAbsolutePath() + ":" + probe)
                .run();
        assertThat(result.exitCode()).as(result.err()).isZero();
        Map<String, Long> truth = new TreeMap<>();
        for (String line : result.out().lines().toList()) {
            int space = line.indexOf(' ');
            truth.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
        }
        return truth;
    }

    private static boolean isLostToTheOtherClient(JsonNode syn) {
        JsonNode rival = syn.path("rival").path("original");
        return rival.isString()
                && port(rival).equals(port(syn.get("original")))
                && !address(rival).equals(address(syn.get("original")));
    }

    private static Map<String, Long> withoutZeros(Map<String, Long> counts) {
        Map<String, Long> positive = new TreeMap<>(counts);
        positive.values().removeIf(count -> count == 0);
        return positive;
    }

    private static String address(JsonNode endpoint) {
        return endpoint.asString().substring(0, endpoint.asString().lastIndexOf(':'));
    }

    private static String port(JsonNode endpoint) {
        return endpoint.asString().substring(endpoint.asString().lastIndexOf(':'));
    }
}
