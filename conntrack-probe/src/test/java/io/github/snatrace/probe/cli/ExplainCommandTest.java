package io.github.snatrace.probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ExplainCommandTest {
    private static final Path RACE = Path.of("src/test/resources/runs/race");

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void race_inText_beginsWithTheVerdict() throws IOException {
        assertThat(run(arguments(all()))).isZero();

        assertThat(out().lines())
                .startsWith(
                        "verdict: SNAT_INSERTION_RACE (472 of 6,000 connects failed)",
                        "",
                        "SNAT_INSERTION_RACE  472 of 472 failures (100.0 %), confidence high",
                        "  evidence        nat insert_failed 472",
                        "                  nat drop 472");
        assertThat(err()).isEmpty();
    }

    @Test
    void run_thatIsGivenTwice_isRefused() throws IOException {
        Path one = Files.writeString(
                directory.resolve("one.json"), "{\"ids\":[\"A\"],\"attempts\":1,\"outcomes\":{\"TIMED_OUT\":1}}");
        Path both = Files.writeString(
                directory.resolve("both.json"),
                "{\"ids\":[\"B\",\"A\"],\"attempts\":2,\"outcomes\":{\"TIMED_OUT\":2}}");

        assertThat(run("explain", "--result", one.toString(), one.toString())).isEqualTo(2);
        assertThat(run("explain", "--result", one.toString(), both.toString())).isEqualTo(2);

        assertThat(err())
                .isEqualTo("conntrack-probe: --result " + one + ": the same run was given before\n"
                        + "conntrack-probe: --result " + both + ": the same run was given before\n");
    }

    @Test
    void race_inJson_isTheContract() throws IOException {
        assertThat(run(arguments(all(), "--json"))).isZero();

        JsonNode json = JsonMapper.shared().readTree(out());
        assertThat(json.propertyNames()).contains("verdict", "findings", "failures", "unexplained");
        assertThat(json.at("/verdict").asString()).isEqualTo("SNAT_INSERTION_RACE");
        assertThat(json.at("/failures").asLong()).isEqualTo(472);
        assertThat(json.at("/unexplained").asLong(-1)).isZero();
        assertThat(json.at("/findings").size()).isEqualTo(1);
        assertThat(json.at("/findings/0").propertyNames())
                .containsExactly(
                        "cause", "count", "atLeast", "atMost", "confidence", "evidence", "toldApartFrom", "advice");
        assertThat(json.at("/findings/0/cause").asString()).isEqualTo("SNAT_INSERTION_RACE");
        assertThat(json.at("/findings/0/count").asLong()).isEqualTo(472);
        assertThat(json.at("/findings/0/evidence/0").asString()).isEqualTo("nat insert_failed 472");
        assertThat(out()).hasLineCount(1);
    }

    @Test
    void race_withoutTheNat_saysWhatItCannotKnow() throws IOException {
        assertThat(run(arguments(namespaces("--server", "srv")))).isZero();

        assertThat(out())
                .startsWith("verdict: UNEXPLAINED (472 of 6,000 connects failed)")
                .contains("  not seen        nat: not seen, so SNAT_INSERTION_RACE, SNAT_PORTS_EXHAUSTED,");
    }

    @Test
    void fullyRandom_lostNothing() throws IOException {
        Path result = Files.writeString(
                directory.resolve("c1.json"), "{\"attempts\":6000,\"outcomes\":{\"CONNECTED\":6000}}");
        Path runs = RACE.resolveSibling("random-fully");

        assertThat(run(
                        "explain",
                        "--nat",
                        runs + "/nat.before",
                        runs + "/nat.after",
                        "--result",
                        result.toString(),
                        "--json"))
                .isZero();

        assertThat(out()).startsWith("{\"verdict\":\"NONE\",\"findings\":[],\"failures\":0,\"unexplained\":0,");
    }

    @Test
    void textOfTheCountersAlone_isASnapshotOfTheNat() throws IOException {
        String header = "entries  clashres found chainlength insert_failed drop early_drop\n";
        String row = "00000000 00000000 00000000 00000000 %1$08x %1$08x 00000000\n";
        Path before = Files.writeString(directory.resolve("before"), header + row.formatted(0));
        Path after = Files.writeString(directory.resolve("after"), header + row.formatted(255));
        Path result = Files.writeString(
                directory.resolve("c1.json"), "{\"attempts\":1000,\"outcomes\":{\"CONNECTED\":745,\"TIMED_OUT\":255}}");

        assertThat(run(
                        "explain",
                        "--nat",
                        before.toString(),
                        after.toString(),
                        "--result",
                        result.toString(),
                        "--json"))
                .isZero();

        assertThat(out()).startsWith("{\"verdict\":\"SNAT_INSERTION_RACE\"").contains("\"count\":255");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            explain                                          | 2 | Missing required option: '--result=CLIENT.json'
            explain --result missing.json                    | 1 | missing.json: no such file
            explain --result DIR                             | 1 | DIR: is a directory
            explain --result DIR/good.json --nat DIR/a.txt   | 2 | option '--nat' at index 0 (BEFORE AFTER) requires at least 2 values
            explain --result DIR/bad.json                    | 2 | --result DIR/bad.json: expected the client's JSON summary
            explain --result DIR/good.json --nat DIR/a.txt DIR/bad.json | 2 | --nat DIR/a.txt:
            explain --result DIR/good.json --colour          | 2 | Unknown option: '--colour'
            """)
    void badInput_isOneLine(String arguments, int exitCode, String message) throws IOException {
        Files.writeString(directory.resolve("good.json"), "{\"attempts\":1,\"outcomes\":{\"CONNECTED\":1}}");
        Files.writeString(directory.resolve("bad.json"), "{\"attempts\":1}");
        Files.writeString(directory.resolve("a.txt"), "no counters\n");

        assertThat(run(arguments.replace("DIR", directory.toString()).split(" +", -1)))
                .isEqualTo(exitCode);

        assertThat(err()).hasLineCount(1).contains(message.replace("DIR", directory.toString()));
        assertThat(out()).isEmpty();
    }

    private static List<String> all() {
        List<String> all = new ArrayList<>(namespaces("--client", "c1"));
        all.addAll(namespaces("--client", "c2"));
        all.addAll(namespaces("--nat", "nat"));
        all.addAll(namespaces("--server", "srv"));
        return all;
    }

    private static List<String> namespaces(String option, String name) {
        return List.of(option, RACE + "/" + name + ".before", RACE + "/" + name + ".after");
    }

    /** The namespaces, and what the two clients said. */
    private String[] arguments(List<String> namespaces, String... more) throws IOException {
        Path c1 = Files.writeString(
                directory.resolve("c1.json"),
                "{\"attempts\":3000,\"outcomes\":{\"CONNECTED\":2753,\"TIMED_OUT\":247},\"timeoutMillis\":200}");
        Path c2 = Files.writeString(
                directory.resolve("c2.json"),
                "{\"attempts\":3000,\"outcomes\":{\"CONNECTED\":2775,\"TIMED_OUT\":225},\"timeoutMillis\":200}");
        List<String> arguments = new ArrayList<>(List.of("explain"));
        arguments.addAll(namespaces);
        arguments.addAll(List.of("--result", c1.toString(), c2.toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private int run(String... arguments) {
        return new ProbeCommand(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
