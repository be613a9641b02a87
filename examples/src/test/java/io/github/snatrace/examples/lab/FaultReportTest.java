package io.github.snatrace.examples.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FaultReportTest {

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void matrix_saysWhatWasProvokedAndFound() throws IOException {
        fault("closed-port.1", "REFUSED 400\n", "\"REFUSED\":400");
        fault("mix.1", "REFUSED 100\nDESCRIPTORS_EXHAUSTED 50\n", "\"REFUSED\":100,\"NO_DESCRIPTOR\":50");
        skipped("table-full.1", "needs the command conntrack");

        int exitCode = report(directory.toString());

        assertThat(out.toString(UTF_8)).isEqualTo("""
                fault        provoked                      found
                closed-port  REFUSED                  400  REFUSED                  400  right
                mix          REFUSED                  100  REFUSED                  100  right
                             DESCRIPTORS_EXHAUSTED     50  DESCRIPTORS_EXHAUSTED     50
                table-full   skipped: needs the command conntrack

                3 faults: 2 right, 1 skipped
                """);
        assertThat(exitCode).isZero();
    }

    @Test
    void verdict_withAnotherCause_isWrong() throws IOException {
        fault("closed-port.1", "REFUSED 400\n", "\"UNREACHABLE\":400");

        assertThat(report(directory.toString())).isEqualTo(3);
        assertThat(out.toString(UTF_8))
                .contains("UNREACHABLE              400  WRONG with counters, no router, ", "1 fault: 1 WRONG\n");
    }

    @Test
    void verdict_withAnotherCount_isWrong() throws IOException {
        fault("closed-port.1", "REFUSED 400\n", "\"REFUSED\":399");

        assertThat(report(directory.toString())).isEqualTo(3);
    }

    @Test
    void verdict_withACauseTooMany_isWrong() throws IOException {
        fault("closed-port.1", "REFUSED 400\n", "\"REFUSED\":400,\"NO_DESCRIPTOR\":1");

        assertThat(report(directory.toString())).isEqualTo(3);
    }

    @Test
    void verdict_withinTheTolerance_isRight() throws IOException {
        fault("mix.1", "REFUSED 100\nDESCRIPTORS_EXHAUSTED 50\n", "\"REFUSED\":91,\"NO_DESCRIPTOR\":54");
        Files.writeString(directory.resolve("mix.1/tolerance"), "10\n");

        assertThat(report(directory.toString())).isZero();
    }

    @Test
    void faultThatCostNothing_wasNotProvoked() throws IOException {
        fault("race.1", "SNAT_INSERTION_RACE 0\n", "");

        assertThat(report(directory.toString())).isEqualTo(4);
        assertThat(out.toString(UTF_8)).contains("nothing                       not provoked\n");
    }

    @Test
    void severalRuns_areNumbered() throws IOException {
        fault("closed-port.1", "REFUSED 400\n", "\"REFUSED\":400");
        fault("closed-port.2", "REFUSED 400\n", "\"REFUSED\":400");

        assertThat(report(directory.toString())).isZero();
        assertThat(out.toString(UTF_8)).contains("closed-port 1 ", "closed-port 2 ", "2 faults: 2 right\n");
    }

    @Test
    void explain_printsTheVerdictsFirst() throws IOException {
        fault("closed-port.1", "REFUSED 400\n", "\"REFUSED\":400");

        report("--explain", directory.toString());

        assertThat(out.toString(UTF_8))
                .startsWith("== closed-port ==\nverdict: REFUSED (400 of 1,000 connects failed)\n")
                .endsWith("1 fault: 1 right\n");
    }

    @Test
    void json_holdsTheMatrix() throws IOException {
        fault("closed-port.1", "REFUSED 400\n", "\"REFUSED\":400");
        skipped("table-full.1", "needs the command conntrack");

        report("--json", directory.toString());

        JsonNode faults = JsonMapper.shared().readTree(out.toString(UTF_8)).get("faults");
        assertThat(faults.get(0).toString())
                .isEqualTo("{\"name\":\"closed-port\",\"run\":1,\"provoked\":{\"REFUSED\":400},\"verdict\":\"REFUSED\","
                        + "\"found\":{\"REFUSED\":400},\"judgement\":\"right\",\"skippedBecause\":\"\","
                        + "\"confidence\":\"high\",\"foundByTrace\":{},\"wrongWith\":[],\"untoldBecause\":\"\"}");
        assertThat(faults.get(1).get("judgement").asString()).isEqualTo("skipped");
        assertThat(faults.get(1).get("skippedBecause").asString()).isEqualTo("needs the command conntrack");
    }

    @Test
    void brokenFile_isNamedInOneLine() throws IOException {
        fault("closed-port.1", "REFUSED many\n", "\"REFUSED\":400");

        assertThat(report(directory.toString())).isEqualTo(1);
        assertThat(err.toString(UTF_8)).hasLineCount(1).contains("truth: expected CAUSE COUNT, not REFUSED many");
    }

    @Test
    void missingDirectory_isWrongUse() {
        assertThat(report("--json")).isEqualTo(2);
    }

    /** Writes a fault of 1,000 attempts; those without an outcome of their own connected. */
    private void fault(String name, String truth, String failures) throws IOException {
        long failed = 0;
        for (JsonNode count : JsonMapper.shared().readTree("{" + failures + "}")) {
            failed += count.asLong();
        }
        String connected = "\"CONNECTED\":" + (1_000 - failed);
        String outcomes = failures.isEmpty() ? connected : connected + "," + failures;
        Path fault = directory(name);
        Files.writeString(fault.resolve("truth"), truth);
        Files.writeString(fault.resolve("c1.json"), "{\"attempts\":1000,\"outcomes\":{" + outcomes + "}}");
    }

    private void skipped(String name, String reason) throws IOException {
        Files.writeString(directory(name).resolve("skipped"), reason + "\n");
    }

    private Path directory(String name) throws IOException {
        Files.writeString(
                directory.resolve("order"), name + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return Files.createDirectory(directory.resolve(name));
    }

    private int report(String... args) {
        return new FaultReport(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)).run(args);
    }
}
