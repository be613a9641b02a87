package io.github.snatrace.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.snatrace.client.RecordedRun;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Validity;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class CompareCommandTest {

    @TempDir
    private Path directory;

    private String base = "";
    private String candidate = "";

    @BeforeEach
    void writeTheFiguresOfTheOriginalsReadme() throws IOException {
        base = file("base.json", 101_498, 2268);
        candidate = file("candidate.json", 100_370, 102);
    }

    @Test
    void text_tellsTheVerdictAndThenTheEffect() {
        CommandLineRun run = CommandLineRun.of("compare", base, candidate);

        assertThat(run).isEqualTo(new CommandLineRun(0, """
                better: 0.10 % of connects failed instead of 2.23 %, 0.0455 times as often (95 % interval 0.0373 to 0.0554)

                                 connects     failures       rate   95 % interval
                base              101,498        2,268     2.23 %   2.15 % to 2.33 %
                candidate         100,370          102     0.10 %   0.08 % to 0.12 %

                difference   -2.13 points, -2.23 to -2.04
                risk ratio   0.0455, 0.0373 to 0.0554
                p            < 0.0001, chi-square test
                """, ""));
    }

    /** Expected: see {@code ComparisonTest} of the core. */
    @Test
    void json_isTheContract() {
        JsonNode json = json(CommandLineRun.of("compare", "--json", base, candidate));

        assertThat(json.at("/base/attempts").asLong()).isEqualTo(101_498);
        assertThat(json.at("/base/failures").asLong()).isEqualTo(2268);
        assertThat(json.at("/base/rate").asDouble()).isCloseTo(0.0223453, within(1e-7));
        assertThat(json.at("/base/low").asDouble()).isCloseTo(0.0214539, within(1e-7));
        assertThat(json.at("/base/high").asDouble()).isCloseTo(0.0232728, within(1e-7));
        assertThat(json.at("/candidate/failures").asLong()).isEqualTo(102);
        assertThat(json.at("/riskRatio").asDouble()).isCloseTo(0.0454790, within(1e-7));
        assertThat(json.at("/riskRatioLow").asDouble()).isCloseTo(0.0373226, within(1e-7));
        assertThat(json.at("/riskRatioHigh").asDouble()).isCloseTo(0.0554447, within(1e-7));
        assertThat(json.at("/verdict").asString()).isEqualTo("better");
        assertThat(json.at("/test").asString()).isEqualTo("chi-square");
    }

    @Test
    void json_hasNullWhereTheDataGiveNothing() throws IOException {
        JsonNode json = json(CommandLineRun.of("compare", "--json", file("clean.json", 5000, 0), base));

        assertThat(json.at("/riskRatio").isNull()).isTrue();
        assertThat(json.at("/riskRatioLow").asDouble()).isGreaterThan(20);
        assertThat(json.at("/riskRatioHigh").isNull()).isTrue();
        assertThat(json.at("/verdict").asString()).isEqualTo("worse");
    }

    @Test
    void runWithoutFailures_isBoundedAndNeverFixed() throws IOException {
        String clean = file("clean.json", 5000, 0);

        assertThat(CommandLineRun.of("compare", base, clean).out())
                .startsWith(
                        "better: 0 of 5,000 connects failed (at most 0.06 %) instead of 2.23 %, at most 0.0344 times")
                .contains("at most 0.06 %")
                .doesNotContain("fixed");
        assertThat(CommandLineRun.of("compare", clean, base).out())
                .startsWith(
                        "worse: 2.23 % of connects failed instead of 0 of 5,000 (at most 0.06 %), at least 29.1 times");
        assertThat(CommandLineRun.of("compare", clean, file("other.json", 5000, 0))
                        .out())
                .startsWith("no detectable change: no connect failed on either side, which says at most 0.06 %")
                .contains("a rise to 0.16 % would have been seen with a probability of 80 %");
    }

    @Test
    void severalRuns_areOneSide() throws IOException {
        String one = file("one.json", 49_571, 1439);
        String other = file("other.json", 51_927, 829);

        CommandLineRun run =
                CommandLineRun.of("compare", "--base", one, "--base", other, "--candidate", candidate, "--json");

        JsonNode json = json(run);
        assertThat(json.at("/base/attempts").asLong()).isEqualTo(101_498);
        assertThat(json.at("/riskRatioLow").asDouble()).isCloseTo(0.0373226, within(1e-7));
        assertThat(json.at("/notes/0").asString())
                .isEqualTo("the runs of the base differ by more than chance: 2.90 %, 1.60 %");
    }

    @Test
    void cancelledAttempts_areLeftOut() throws IOException {
        Path file = Files.writeString(directory.resolve("cancelled.json"), """
                {"attempts": 110, "outcomes": {"CONNECTED": 90, "REFUSED": 10, "CANCELLED": 10}}
                """);

        JsonNode json = json(CommandLineRun.of("compare", "--json", file.toString(), base));

        assertThat(json.at("/base/attempts").asLong()).isEqualTo(100);
        assertThat(json.at("/base/failures").asLong()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({
        "--fail-if=worse, 0",
        "--fail-if=better, 3",
        "'--fail-if=no-change,BETTER', 3",
        "--max-ratio=0.05, 0",
        "--max-ratio=0.04, 3",
    })
    void condition_decidesTheExitCode(String condition, int exitCode) {
        CommandLineRun run = CommandLineRun.of("compare", condition, base, candidate);

        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.err().lines()).hasSize(exitCode == 0 ? 0 : 1);
    }

    @Test
    void maxRatio_holdsWithoutAnyFailureAndNotAgainstNone() throws IOException {
        String clean = file("clean.json", 5000, 0);

        assertThat(CommandLineRun.of("compare", "--max-ratio", "1", clean, file("other.json", 5000, 0))
                        .exitCode())
                .isZero();
        assertThat(CommandLineRun.of("compare", "--max-ratio", "1000", clean, base)
                        .exitCode())
                .isEqualTo(3);
    }

    @Test
    void runsUnderOtherConditions_areNotComparable() throws IOException {
        String one = write("one.json", run(8080, 600, i -> i % 50 == 0).result(RecordedRun.START.plusSeconds(6)));
        String other = write(
                "other.json",
                run(9090, 600, i -> false)
                        .result(
                                RecordedRun.START.plusSeconds(6),
                                new Validity(List.of("1,000 of 3,000 due times were skipped")),
                                null));

        CommandLineRun run = CommandLineRun.of("compare", "--json", "--fail-if", "worse", one, other);

        JsonNode json = json(run);
        assertThat(json.at("/verdict").asString()).isEqualTo("not-comparable");
        assertThat(json.at("/reasons").valueStream().map(JsonNode::asString))
                .containsExactly(
                        "different target, 10.99.0.2:8080 and 10.99.0.2:9090",
                        other + " is INVALID: 1,000 of 3,000 due times were skipped");
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err())
                .isEqualTo("client: INVALID: different target, 10.99.0.2:8080 and 10.99.0.2:9090; " + other
                        + " is INVALID: 1,000 of 3,000 due times were skipped\n");
    }

    @Test
    void differentTopologies_areNotComparable() throws IOException {
        Validity valid = new Validity(List.of());
        String one = write(
                "one.json", run(8080, 60, i -> false).result(RecordedRun.START.plusSeconds(6), valid, "one router"));
        String other = write(
                "other.json", run(8080, 60, i -> false).result(RecordedRun.START.plusSeconds(6), valid, "two routers"));

        assertThat(CommandLineRun.of("compare", one, other).out())
                .startsWith("not comparable: different topology, one router and two routers\n");
    }

    @Test
    void failuresInBursts_widenTheInterval() throws IOException {
        String bursts =
                write("bursts.json", run(8080, 6000, i -> i % 1500 < 60).result(RecordedRun.START.plusSeconds(6)));
        String spread =
                write("spread.json", run(8080, 6000, i -> i % 25 == 0).result(RecordedRun.START.plusSeconds(6)));

        JsonNode json = json(CommandLineRun.of("compare", "--json", spread, bursts));

        assertThat(json.at("/base/rate").asDouble())
                .isEqualTo(json.at("/candidate/rate").asDouble());
        assertThat(json.at("/base/varianceInflation").asDouble()).isEqualTo(1);
        assertThat(json.at("/candidate/varianceInflation").asDouble()).isGreaterThan(10);
        assertThat(json.at("/candidate/clusteredBy").asString()).isEqualTo("interval");
        assertThat(json.at("/test").asString()).isEqualTo("adjusted-score");
    }

    /** 50 intervals of 10 ms: bursts over a few of them may well not have happened yet. */
    @Test
    void runTooShortToSeeBursts_hasNoInterval() throws IOException {
        String brief = write("brief.json", run(8080, 500, i -> i % 25 == 0).result(RecordedRun.START.plusMillis(500)));
        String spread =
                write("spread.json", run(8080, 6000, i -> i % 25 == 0).result(RecordedRun.START.plusSeconds(6)));

        CommandLineRun run = CommandLineRun.of("compare", brief, spread);

        assertThat(run.out())
                .startsWith(
                        "no detectable change: 4.00 % of connects failed against 4.00 %, in too few intervals to see bursts by")
                .containsPattern("base +500 +20 +4.00 % +none\n")
                .contains(
                        "clustering   base: not to be seen in 50 intervals, at least 60 are needed: no interval, a longer run has one")
                .doesNotContain("risk ratio");
    }

    /** What one of two racers loses the other keeps: only their sum shows how the race went. */
    @Test
    void clientsThatRanTogether_areOneRun() throws IOException {
        String even = write("even.json", run(8080, 6000, i -> i % 200 < 4).result(RecordedRun.START.plusSeconds(6)));
        String odd = write(
                "odd.json",
                run(8080, 6000, i -> i % 200 >= 100 && i % 200 < 104).result(RecordedRun.START.plusSeconds(6)));

        JsonNode alone = json(CommandLineRun.of("compare", "--json", even, odd));
        JsonNode together =
                json(CommandLineRun.of("compare", "--json", "--base", even, "--base", odd, "--candidate", candidate));

        assertThat(together.at("/base/attempts").asLong()).isEqualTo(12_000);
        assertThat(together.at("/base/varianceInflation").asDouble())
                .isLessThanOrEqualTo(alone.at("/base/varianceInflation").asDouble());
    }

    @Test
    void percentiles_comeFromTheHistograms() throws IOException {
        RecordedRun slow = new RecordedRun();
        RecordedRun fast = new RecordedRun();
        for (int i = 0; i < 1000; i++) {
            slow.attempt(i, 2000 + i, Outcome.CONNECTED);
            fast.attempt(i, 1000 + i, Outcome.CONNECTED);
        }

        CommandLineRun run = CommandLineRun.of(
                "compare",
                "--json",
                write("slow.json", slow.result(RecordedRun.START.plusSeconds(6))),
                write("fast.json", fast.result(RecordedRun.START.plusSeconds(6))));

        JsonNode median = json(run).at("/connectMillis/0");
        assertThat(median.at("/percentile").asDouble()).isEqualTo(50);
        assertThat(median.at("/base/value").asDouble()).isCloseTo(2.5, within(0.003));
        assertThat(median.at("/difference/value").asDouble()).isCloseTo(-1, within(0.003));
        assertThat(median.at("/difference/low").asDouble()).isBetween(-1.08, -1.03);
        assertThat(median.at("/difference/high").asDouble()).isBetween(-0.97, -0.92);
        // 99.9 % leaves one value beyond it
        assertThat(json(run).at("/connectMillis").size()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"attempts\": 3|something that is no JSON in line 1",
                "{\"attempts\": 3}|nothing usable for 'outcomes' in line 1",
                "[]|something else",
                "null|null",
                "{\"attempts\": \"x\", \"outcomes\": {}}|'x' for 'attempts' in line 1",
                "{\"attempts\": 3, \"outcomes\": {\"LOST\": 3}}|'LOST' for 'outcomes' in line 1",
            })
    void fileThatIsNoResult_isRefusedInOneLine(String content, String problem) throws IOException {
        Path file = Files.writeString(directory.resolve("bad.json"), content);

        assertThat(CommandLineRun.of("compare", base, file.toString()))
                .isEqualTo(new CommandLineRun(
                        2,
                        "",
                        "client: '" + file + "': expected JSON with 'attempts' and 'outcomes', got " + problem + "\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"attempts\": 3, \"outcomes\": null}|outcomes",
                "{\"attempts\": 3, \"outcomes\": {\"CONNECTED\": null}}|outcomes.CONNECTED",
                "{\"attempts\": 0, \"outcomes\": {}, \"histograms\": {\"elapsed\": null, \"lateness\": \"\"}}|histograms.elapsed",
                "{\"attempts\": 0, \"outcomes\": {}, \"histograms\": {\"elapsed\": {\"CONNECTED\": null}, \"lateness\": \"\"}}|histograms.elapsed.CONNECTED",
                "{\"attempts\": 0, \"outcomes\": {}, \"histograms\": {\"elapsed\": {}, \"lateness\": null}}|histograms.lateness",
            })
    void nullWhereAValueMustBe_isRefusedInOneLine(String content, String place) throws IOException {
        Path file = Files.writeString(directory.resolve("null.json"), content);

        assertThat(CommandLineRun.of("compare", base, file.toString()))
                .isEqualTo(new CommandLineRun(
                        2, "", "client: '" + file + "': '" + place + "' is null: expected a value\n"));
    }

    @Test
    void countsThatCannotBe_areRefused() throws IOException {
        Path tooMany = Files.writeString(
                directory.resolve("many.json"), "{\"attempts\": 3, \"outcomes\": {\"CONNECTED\": 4}}");
        Path tooFew = Files.writeString(
                directory.resolve("few.json"), "{\"attempts\": 10, \"outcomes\": {\"CONNECTED\": 5}}");
        Path none = Files.writeString(directory.resolve("none.json"), "{\"attempts\": 0, \"outcomes\": {}}");

        assertThat(CommandLineRun.of("compare", base, tooMany.toString()).err())
                .isEqualTo("client: '" + tooMany + "': 4 outcomes: expected one for each of the 3 attempts\n");
        assertThat(CommandLineRun.of("compare", base, tooFew.toString()).err())
                .isEqualTo("client: '" + tooFew + "': 5 outcomes: expected one for each of the 10 attempts\n");
        assertThat(CommandLineRun.of("compare", base, none.toString()).err())
                .isEqualTo("client: '" + none + "': no attempt: expected at least 1\n");
    }

    @Test
    void sameRunTwice_isRefused() {
        assertThat(CommandLineRun.of("compare", "--base", base, "--base", base, "--candidate", candidate))
                .isEqualTo(new CommandLineRun(2, "", "client: '" + base + "': the same run was given before\n"));
    }

    @Test
    void missingFilesAndOptions_areRefusedInOneLine() {
        assertThat(CommandLineRun.of("compare", base))
                .isEqualTo(new CommandLineRun(
                        2, "", "client: expected BASE and CANDIDATE, or --base and --candidate at least once each\n"));
        assertThat(CommandLineRun.of("compare", base, candidate, "--base", base).exitCode())
                .isEqualTo(2);
        assertThat(CommandLineRun.of(
                                "compare", base, directory.resolve("gone.json").toString())
                        .err())
                .isEqualTo("client: " + directory.resolve("gone.json") + ": no such file\n");
        assertThat(CommandLineRun.of("compare", base, candidate, "--fail-if", "wrose")
                        .err()
                        .lines())
                .singleElement()
                .asString()
                .contains("'wrose': expected better, worse, no-change or not-comparable");
        assertThat(CommandLineRun.of("compare", base, candidate, "--confidence", "100")
                        .err())
                .isEqualTo("client: --confidence 100.0: expected 50 to less than 100\n");
    }

    private String file(String name, long attempts, long failures) throws IOException {
        String json = "{\"attempts\": %d, \"outcomes\": {\"CONNECTED\": %d, \"TIMED_OUT\": %d}, \"unknown\": [1]}"
                .formatted(attempts, attempts - failures, failures);
        return Files.writeString(directory.resolve(name), json).toString();
    }

    private String write(String name, RunResult summary) throws IOException {
        Path file = directory.resolve(name);
        Files.write(file, ResultFile.format(summary));
        return file.toString();
    }

    /** A run with one attempt a millisecond. */
    private static RecordedRun run(int port, int attempts, LongPredicate fails) {
        RecordedRun run = new RecordedRun(port, RecordedRun.START);
        for (int i = 0; i < attempts; i++) {
            run.attempt(i, 200, fails.test(i) ? Outcome.TIMED_OUT : Outcome.CONNECTED);
        }
        return run;
    }

    private static JsonNode json(CommandLineRun run) {
        assertThat(run.out().lines()).hasSize(1);
        return JsonMapper.shared().readTree(run.out());
    }
}
