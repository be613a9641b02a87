package io.github.snatrace.examples.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RaceReportTest {

    private static final String CONNECTED = "\"CONNECTED\":1000";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void table_ofARaceThatAKernelCounted_accountsForEveryTimeout() {
        int exitCode = report(realRace().toString());

        assertThat(exitCode).isZero();
        assertThat(out.toString(UTF_8)).isEqualTo("""
                2 clients on 2 CPUs, 3,000 connects each and round, 1ms apart, 1 round

                rule                     connects  timeouts  insert_failed  error rate     95 % interval  agree
                masquerade                  6,000       472            472      7.87 %    7.21 to 8.58 %    yes
                masquerade fully-random     6,000         0              0      0.00 %    0.00 to 0.05 %    yes

                masquerade, by client and CPU
                  CPU 0    c1        247 timeouts = 247 insert_failed
                  CPU 1    c2        225 timeouts = 225 insert_failed

                Under "masquerade", 472 of 6,000 connects failed (7.87 %), every one of them by the race: each
                timeout is one insert_failed of the router.
                Under "masquerade fully-random", none of 6,000 failed: at least 99.18 % fewer.

                Verdict on "masquerade": SNAT_INSERTION_RACE 472 of 472 (confidence high).
                Verdict on "masquerade fully-random": nothing failed.
                """);
    }

    @Test
    void report_ofAWidenedRace_saysSo() throws IOException {
        RaceFiles race = new RaceFiles(directory, 0, 1)
                .arm(1, "masquerade", 30, 20)
                .client(1, 1, 1000, "\"CONNECTED\":970,\"TIMED_OUT\":30")
                .client(1, 2, 1000, "\"CONNECTED\":980,\"TIMED_OUT\":20");
        race.write(
                "race.properties",
                Files.readString(directory.resolve("race.properties")).replace("widen=0", "widen=500"));

        report(directory.toString());
        String table = out.toString(UTF_8);
        out.reset();
        report("--json", directory.toString());

        assertThat(table).contains("\nWidened: 500 rules between translation and confirmation, as no router has\n");
        assertThat(JsonMapper.shared()
                        .readTree(out.toString(UTF_8))
                        .get("widen")
                        .asInt())
                .isEqualTo(500);
    }

    @Test
    void json_ofARaceThatAKernelCounted_isTheGoldenOne() throws IOException {
        report("--json", realRace().toString());

        Path golden = Path.of("src/test/resources/golden/race-json.txt");
        if (Boolean.getBoolean("golden.write")) {
            Files.write(golden, out.toByteArray());
        }
        assertThat(rounded(out.toString(UTF_8))).isEqualTo(rounded(Files.readString(golden)));
    }

    /** The last digits of a cosine depend on whether it was compiled yet. */
    private static String rounded(String json) {
        return json.replaceAll("(\\.\\d{12})\\d+", "$1");
    }

    @Test
    void json_ofARaceThatAKernelCounted_holdsTheContract() {
        int exitCode = report("--json", realRace().toString());

        JsonNode race = JsonMapper.shared().readTree(out.toString(UTF_8));
        JsonNode masquerade = race.get("arms").get(0);
        JsonNode random = race.get("arms").get(1);
        assertThat(exitCode).isZero();
        assertThat(race.get("triggered").asBoolean()).isTrue();
        assertThat(masquerade.get("rule").asString()).isEqualTo("masquerade");
        assertThat(masquerade.get("connects").asLong()).isEqualTo(6000);
        assertThat(masquerade.get("timeouts").asLong()).isEqualTo(472);
        assertThat(masquerade.get("insertFailed").asLong()).isEqualTo(472);
        assertThat(masquerade.get("errorRate").asDouble()).isEqualTo(472 / 6000.0);
        assertThat(masquerade.get("agree").asBoolean()).isTrue();
        assertThat(masquerade.get("perClient").toString())
                .isEqualTo("[{\"client\":\"c1\",\"cpu\":0,\"connects\":3000,\"timeouts\":247},"
                        + "{\"client\":\"c2\",\"cpu\":1,\"connects\":3000,\"timeouts\":225}]");
        assertThat(masquerade.get("verdict").asString()).isEqualTo("SNAT_INSERTION_RACE");
        assertThat(masquerade.get("causes").toString()).isEqualTo("{\"SNAT_INSERTION_RACE\":472}");
        assertThat(random.get("verdict").asString()).isEqualTo("NONE");
        assertThat(masquerade.has("riskRatio")).isFalse();
        assertThat(random.get("insertFailed").asLong()).isZero();
        assertThat(random.get("riskRatio").asDouble()).isZero();
    }

    @Test
    void exitCode_withoutARaceWhereOneWasToBeExpected_isThatOfNotTriggered() {
        new RaceFiles(directory, 0, 1)
                .arm(1, "masquerade", 0, 0)
                .client(1, 1, 1000, CONNECTED)
                .client(1, 2, 1000, CONNECTED);

        int exitCode = report(directory.toString());

        assertThat(exitCode).isEqualTo(4);
        assertThat(out.toString(UTF_8)).contains("""
                NOT TRIGGERED: under "masquerade", the router inserted every one of 2,000 connections, so that
                nothing is shown.
                Try more connects (--ticks 10000), a machine with less to do, or one client for each of more CPUs
                (--clients).
                """);
    }

    @Test
    void exitCode_provenButNotTriggered_isDoneAndSaysSoInOneLine() throws IOException {
        new RaceFiles(directory, 0, 1)
                .arm(1, "masquerade", 0, 0)
                .client(1, 1, 1000, CONNECTED)
                .client(1, 2, 1000, CONNECTED);
        proof(20, "COLLIDES");

        int exitCode = report(directory.toString());

        assertThat(exitCode).isZero();
        assertThat(out.toString(UTF_8)).endsWith("""

                Proven: under "masquerade", 20 of 20 held pairs collided, and 20 SYNs were lost.
                How often it happens could not be measured here and now: no flows met by themselves; more connects
                (--ticks) or a machine with less to do would help. What holds: the proof.

                Verdict on "masquerade": nothing failed.
                """);
    }

    @Test
    void exitCode_whatCouldNotBeHeld_isInvalid() throws IOException {
        new RaceFiles(directory, 0, 1)
                .arm(1, "masquerade", 0, 0)
                .client(1, 1, 1000, CONNECTED)
                .client(1, 2, 1000, CONNECTED);
        proof(0, "NOT_HELD");

        int exitCode = report(directory.toString());

        assertThat(exitCode).isEqualTo(4);
        assertThat(out.toString(UTF_8))
                .contains("INVALID: under \"masquerade\", none of the pairs could be held, so that nothing is shown.");
    }

    @Test
    void json_ofAProvenRace_hasTheCasesOfTheProof() throws IOException {
        new RaceFiles(directory, 0, 1)
                .arm(1, "masquerade", 0, 0)
                .client(1, 1, 1000, CONNECTED)
                .client(1, 2, 1000, CONNECTED);
        proof(20, "COLLIDES");

        report("--json", directory.toString());

        assertThat(JsonMapper.shared()
                        .readTree(out.toString(UTF_8))
                        .get("proof")
                        .toString())
                .isEqualTo("[{\"rule\":\"masquerade\",\"case\":\"tcp\",\"pairs\":20,\"held\":20,"
                        + "\"collided\":20,\"lost\":20,"
                        + "\"insertFailed\":20,\"clashResolved\":0,\"verdict\":\"COLLIDES\"}]");
    }

    @Test
    void exitCode_proofThatIsNone_namesTheFile() throws IOException {
        new RaceFiles(directory, 0, 1)
                .arm(1, "masquerade", 0, 0)
                .client(1, 1, 1000, CONNECTED)
                .client(1, 2, 1000, CONNECTED);
        Files.writeString(directory.resolve("proof.json"), "{");

        int exitCode = report(directory.toString());

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains(directory.resolve("proof.json").toString());
    }

    private void proof(int held, String verdict) throws IOException {
        Files.writeString(directory.resolve("proof.json"), """
                {"kernel":"6.18.44","clients":2,"cure":[],"cases":[{"rule":"masquerade","case":"tcp","pairs":20,
                "held":N,"collided":N,"lost":N,"insertFailed":N,"clashResolved":0,"verdict":"SHOWN"}]}
                """.replace(":N,", ":" + held + ",")
                .replace("SHOWN", verdict));
    }

    @Test
    void exitCode_withoutARaceWhereNoneWasToBeExpected_isDone() {
        new RaceFiles(directory, 0, 1)
                .arm(1, "masquerade random", 0, 0)
                .client(1, 1, 1000, CONNECTED)
                .client(1, 2, 1000, CONNECTED);

        int exitCode = report(directory.toString());

        assertThat(exitCode).isZero();
        assertThat(out.toString(UTF_8)).endsWith("""
                No rule keeps the source port, so no race was to be expected.

                Verdict on "masquerade random": nothing failed.
                """);
    }

    @Test
    void table_whereClientsShareACpu_addsUpTheirTimeouts() {
        new RaceFiles(directory, 0, 1, 0)
                .arm(1, "snat to 10.99.0.1", 50, 20)
                .client(1, 1, 1000, "\"CONNECTED\":970,\"TIMED_OUT\":30")
                .client(1, 2, 1000, "\"CONNECTED\":980,\"TIMED_OUT\":20")
                .client(1, 3, 1000, "\"CONNECTED\":980,\"TIMED_OUT_BY_KERNEL\":20");

        report(directory.toString());

        assertThat(out.toString(UTF_8)).contains("""
                  CPU 0    c1 30 + c3 20 = 50 timeouts = 50 insert_failed
                  CPU 1    c2         20 timeouts = 20 insert_failed
                """);
    }

    @Test
    void table_whereCountsDisagreeOnOneCpuOnly_saysSo() {
        new RaceFiles(directory, 0, 1)
                .arm(1, "masquerade", 30, 30)
                .client(1, 1, 1000, "\"CONNECTED\":960,\"TIMED_OUT\":40")
                .client(1, 2, 1000, "\"CONNECTED\":975,\"TIMED_OUT\":20,\"REFUSED\":5");

        int exitCode = report(directory.toString());

        assertThat(exitCode).isEqualTo(4);
        assertThat(out.toString(UTF_8))
                .containsPattern("masquerade +2,000 +60 +60 +3.25 % +2.56 to 4.12 % +no\n")
                .contains("CPU 0    c1         40 timeouts != 30 insert_failed\n")
                .contains("60 timeouts and 60 insert_failed do not agree")
                .contains("connects also ended otherwise: REFUSED 5.")
                .doesNotContain("every one of them");
    }

    @Test
    void json_whereAClientDidNotKeepToItsPlan_saysWhyAndTheExitCodeIsThatOfInvalid() {
        new RaceFiles(directory, 0, 1)
                .arm(1, "masquerade", 40, 20)
                .write(
                        "arm-1/round-1/c1.json",
                        "{\"attempts\":1000,\"outcomes\":{\"CONNECTED\":960,\"TIMED_OUT\":40},"
                                + "\"valid\":false,\"invalidBecause\":[\"lateness p90 was 2.00ms\",\"too many "
                                + "skipped\"]}")
                .client(1, 2, 1000, "\"CONNECTED\":980,\"TIMED_OUT\":20");

        int exitCode = report("--json", directory.toString());

        JsonNode race = JsonMapper.shared().readTree(out.toString(UTF_8));
        assertThat(exitCode).isEqualTo(4);
        assertThat(race.get("triggered").asBoolean()).isTrue();
        assertThat(race.get("measured").asBoolean()).isFalse();
        assertThat(race.get("arms").get(0).get("agree").asBoolean()).isTrue();
        assertThat(race.get("summary").asString())
                .startsWith("INVALID: under \"masquerade\", 1 of 2 client runs did not keep to their plan"
                        + " (c1 in round 1: lateness p90 was 2.00ms; too many skipped). Under");
    }

    @Test
    void report_whereAClientHadNoDescriptorLeft_isInvalid() {
        new RaceFiles(directory, 0, 1)
                .arm(1, "masquerade", 40, 20)
                .client(1, 1, 1000, "\"CONNECTED\":960,\"TIMED_OUT\":40")
                .client(1, 2, 1000, "\"CONNECTED\":973,\"TIMED_OUT\":20,\"NO_DESCRIPTOR\":7");

        assertThat(report("--json", directory.toString())).isEqualTo(4);
        assertThat(out.toString(UTF_8)).contains("(c2 in round 1: 7 of 1,000 attempts had no file descriptor left)");
    }

    @Test
    void report_whereTheKernelDoesNotTell_takesTheClientsWord() {
        new RaceFiles(directory, 0, 1)
                .armThatDoesNotTell(1, "masquerade")
                .client(1, 1, 1000, "\"CONNECTED\":900,\"TIMED_OUT\":100")
                .client(1, 2, 1000, CONNECTED);

        int exitCode = report(directory.toString());

        assertThat(exitCode).isZero();
        assertThat(out.toString(UTF_8))
                .containsPattern("masquerade +2,000 +100 +\\? +5.00 % +[0-9. to]+ % +\\?\n")
                .contains("this kernel does not tell insert_failed")
                .endsWith("Verdict on \"masquerade\": UNEXPLAINED 100 of 100 (confidence low).\n");
    }

    @Test
    void report_ofAnArmThatIsNoBetter_claimsNoReduction() {
        new RaceFiles(directory, 0, 1)
                .arm(1, "masquerade", 50, 50)
                .client(1, 1, 1000, "\"CONNECTED\":950,\"TIMED_OUT\":50")
                .client(1, 2, 1000, "\"CONNECTED\":950,\"TIMED_OUT\":50")
                .arm(2, "masquerade random", 52, 46)
                .client(2, 1, 1000, "\"CONNECTED\":948,\"TIMED_OUT\":52")
                .client(2, 2, 1000, "\"CONNECTED\":954,\"TIMED_OUT\":46");

        report(directory.toString());

        assertThat(out.toString(UTF_8))
                .contains("Under \"masquerade random\", 98 of 2,000 failed (4.90 %): no detectable change.\n");
    }

    @Test
    void report_ofABrokenFile_namesIt() {
        new RaceFiles(directory, 0, 1)
                .arm(1, "masquerade", 0, 0)
                .client(1, 1, 1000, CONNECTED)
                .write("arm-1/round-1/c2.json", "{\"attempts\":");

        int exitCode = report(directory.toString());

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString(UTF_8)).startsWith("race: ").contains("c2.json").hasLineCount(1);
    }

    @Test
    void report_ofAMissingFile_namesIt() throws IOException {
        new RaceFiles(directory, 0, 1).arm(1, "masquerade", 0, 0);
        Files.delete(directory.resolve("arm-1/round-1/nat.after"));

        int exitCode = report(directory.toString());

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString(UTF_8)).hasLineCount(1).contains("arm-1/round-1");
    }

    @Test
    void report_withoutADirectory_isWrongUse() {
        assertThat(report("--json")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).isEqualTo("race: Missing required parameter: 'DIRECTORY' (see race --help)\n");
    }

    @Test
    void lostSynsOfAShortRound_areNamed() {
        new RaceFiles(directory, 0, 1)
                .arm(1, "masquerade", 1, 1)
                .client(1, 1, 1000, "\"CONNECTED\":999,\"TIMED_OUT\":1")
                .client(1, 2, 1000, "\"CONNECTED\":999,\"TIMED_OUT\":1")
                .write("trace.json", """
                        {"at":"2026-01-02T03:04:05.000006Z","original":"172.17.0.3:2113","translated":"10.99.0.1:2113",\
                        "lost":"CONFIRMATION","rival":{"original":"172.17.0.2:2113","since":"2026-01-02T03:04:05.000018Z"},\
                        "cause":"SNAT_INSERTION_RACE"}
                        {"at":"2026-01-02T03:04:06Z","original":"172.17.0.3:2114","lost":"BEYOND","cause":"PACKET_LOST"}
                        {"syns":600,"lost":{"CONFIRMATION":1,"BEYOND":1},"missed":0,"undetermined":0,"valid":true}
                        """);

        report(directory.toString());

        assertThat(out.toString(UTF_8)).contains("""
                By name, in a short round more under "masquerade": of 600 SYNs 2 were lost, 1 of them to a rival;
                for instance:
                172.17.0.3:2113, translated to 10.99.0.1:2113, which 172.17.0.2:2113 got 12 us after it came.
                """);
    }

    private int report(String... args) {
        return new RaceReport(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)).run(args);
    }

    private static Path realRace() {
        URL settings = Objects.requireNonNull(RaceReportTest.class.getResource("/race/race.properties"));
        try {
            URI uri = settings.toURI();
            return Objects.requireNonNull(Path.of(uri).getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
