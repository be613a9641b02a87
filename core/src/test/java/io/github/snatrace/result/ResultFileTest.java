package io.github.snatrace.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.DialResult;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Outcomes;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.dial.Validity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ResultFileTest {

    private static final Instant END = RecordedRun.START.plusSeconds(5);

    @TempDir
    private Path directory;

    static Stream<Schedule> schedules() {
        return Stream.of(
                Schedule.lockstep(Duration.ofMillis(1)),
                Schedule.openLoop(1_000),
                Schedule.workers(3, Duration.ofNanos(500_500)));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void whatWasWritten_isReadAgain(Schedule schedule) throws UnknownHostException {
        RunResult result = run(schedule).result(END, List.of("late"));

        assertThat(ResultFile.parse(ResultFile.format(result))).isEqualTo(result);
    }

    @Test
    void fields_areTheContract() throws UnknownHostException {
        String json = text(run(Schedule.lockstep(Duration.ofMillis(1))).result(END));

        assertThat(json.replaceAll("\"HISTF[^\"]*\"", "\"...\"")
                        .replaceFirst("\"ids\" : \\[ \"[^\"]*\" ]", "\"ids\" : [ \"ID\" ]")
                        .replaceFirst("\"kernel\" : \"[^\"]*\"", "\"kernel\" : \"KERNEL\"")
                        .replaceFirst("\"cpus\" : \\d+", "\"cpus\" : 0"))
                .isEqualTo("""
                        {
                          "schema" : 1,
                          "ids" : [ "ID" ],
                          "target" : "10.99.0.2:8080",
                          "startedAt" : "2026-01-31T12:00:00Z",
                          "endedAt" : "2026-01-31T12:00:05Z",
                          "mode" : "lockstep",
                          "stepMicros" : 1000.0,
                          "timeoutMillis" : 500.0,
                          "close" : "reset",
                          "attempts" : 3,
                          "skipped" : 0,
                          "outcomes" : {
                            "CONNECTED" : 2,
                            "TIMED_OUT" : 1
                          },
                          "connectMillis" : {
                            "p50" : 0.250111,
                            "p90" : 0.300031,
                            "p95" : 0.300031,
                            "p99" : 0.300031,
                            "p999" : 0.300031,
                            "max" : 0.300031
                          },
                          "slow" : {
                            "retransmitted1s" : 0,
                            "retransmitted3s" : 0,
                            "retransmitted7s" : 0,
                            "from2To50ms" : 0
                          },
                          "latenessMillis" : {
                            "p50" : 0.001,
                            "p90" : 0.001,
                            "p95" : 0.001,
                            "p99" : 0.001,
                            "p999" : 0.001,
                            "max" : 0.001
                          },
                          "perSecond" : 0.6,
                          "valid" : true,
                          "invalidBecause" : [ ],
                          "kernel" : "KERNEL",
                          "cpus" : 0,
                          "histograms" : {
                            "elapsed" : {
                              "CONNECTED" : "...",
                              "TIMED_OUT" : "..."
                            },
                            "lateness" : "..."
                          },
                          "series" : {
                            "startedAt" : "2026-01-31T12:00:00Z",
                            "stepMillis" : 100,
                            "attempts" : [ 2, 0, 1 ],
                            "failures" : [ 1, 0, 0 ]
                          }
                        }
                        """);
    }

    @Test
    void readers_needNoMoreThanAttemptsAndOutcomes() {
        RunResult result = parse("{\"attempts\": 7, \"outcomes\": {\"REFUSED\": 7}, \"by\": \"hand\"}");

        assertThat(result)
                .isEqualTo(new RunResult(
                        List.of(),
                        new Conditions(null, null, null, null, null, null, null, null),
                        null,
                        null,
                        new Outcomes(Map.of(Outcome.REFUSED, 7L)),
                        0,
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        null,
                        null,
                        null));
        assertThat(result.perSecond()).isNull();
        assertThat(result.isInvalid()).isFalse();
    }

    @Test
    void explanation_isWrittenAndRead() {
        Explanation why = new Explanation(
                "SNAT_INSERTION_RACE",
                "SNAT_INSERTION_RACE (5 of 7 connects failed)",
                List.of(new Explanation.Share("SNAT_INSERTION_RACE", 5, 4, 5, "high")),
                List.of("172.17.0.3:20000 as 10.99.0.1:20000"));
        RunResult result =
                parse("{\"attempts\": 7, \"outcomes\": {\"TIMED_OUT\": 7}}").withExplanation(why);

        RunResult read = ResultFile.parse(ResultFile.format(result));

        assertThat(read).isEqualTo(result);
        assertThat(read.explanation()).isEqualTo(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{`schema`: 2, `attempts`: 7, `outcomes`: {}}|schema 2: expected 1",
                "{`attempts`: 1, `outcomes`: {`CONNECTED`: -1}}|'outcomes.CONNECTED' is -1 in line 1: expected 0 to 1000000000000000",
                "{`attempts`: 1, `outcomes`: {}, `cpus`: 1.5}|"
                        + "expected JSON with 'attempts' and 'outcomes', got '1.5' for 'cpus' in line 1",
                "{`attempts`: 0, `outcomes`: {}, `close`: `slam`}|"
                        + "expected JSON with 'attempts' and 'outcomes', got 'slam' for 'close' in line 1",
                "{`attempts`: 0, `outcomes`: {}, `sourcePorts`: `5`}|"
                        + "expected JSON with 'attempts' and 'outcomes', got '5' for 'sourcePorts' in line 1",
                "{`attempts`: 0, `outcomes`: {}, `ids`: {}}|"
                        + "expected JSON with 'attempts' and 'outcomes', got nothing usable for 'ids' in line 1",
                "{`attempts`: 0, `outcomes`: {}, `startedAt`: `noon`}|"
                        + "expected JSON with 'attempts' and 'outcomes', got 'noon' for 'startedAt' in line 1",
                "{`attempts`: 0, `outcomes`: {}, `slow`: {}}|"
                        + "expected JSON with 'attempts' and 'outcomes', got nothing usable for 'slow.retransmitted1s'"
                        + " in line 1",
                "{`attempts`: 0, `outcomes`: {}} {}|expected JSON with 'attempts' and 'outcomes', got something else",
                "{`attempts`: null, `outcomes`: {}}|'attempts' is null: expected a value"
            })
    void fileThatIsNoResult_isRefused(String json, String message) {
        assertThatThrownBy(() -> parse(json.replace('`', '"')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void seriesThatContradictsTheCounts_isRefused() throws IOException {
        Path file = Files.writeString(
                directory.resolve("run.json"),
                text(run(Schedule.openLoop(1)).result(END))
                        .replace("\"failures\" : [ 1, 0, 0 ]", "\"failures\" : [ 0, 0, 0 ]"));

        assertThatThrownBy(() -> ResultFile.read(file))
                .hasMessage("'" + file + "': the series has 0 failures of 3: expected 1 of 3");
    }

    @Test
    void runUnderTwoNames_isRefused() throws IOException {
        RunResult result = run(Schedule.openLoop(1)).result(END);
        Path one = Files.write(directory.resolve("one.json"), ResultFile.format(result));
        Path copy = Files.write(directory.resolve("copy.json"), ResultFile.format(result));

        assertThatThrownBy(() -> ResultFile.readAll(List.of(one, copy)))
                .hasMessage("'" + copy + "': the same run was given before");
    }

    private static RunResult parse(String json) {
        return ResultFile.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(RunResult result) {
        return new String(ResultFile.format(result), StandardCharsets.UTF_8);
    }

    private static RecordedRun run(Schedule schedule) {
        return new RecordedRun(schedule)
                .attempt(0, 250, Outcome.CONNECTED)
                .attempt(50, 500_000, Outcome.TIMED_OUT)
                .attempt(250, 300, Outcome.CONNECTED);
    }

    @Test
    void resultOfTheDialer_isAFileWithoutDistributions() throws UnknownHostException {
        DialPlan plan = DialPlan.to(new InetSocketAddress(InetAddress.getByAddress(new byte[] {10, 99, 0, 2}), 8080))
                .attempts(10)
                .build();
        Outcomes outcomes = new Outcomes(Map.of(Outcome.CONNECTED, 9L, Outcome.TIMED_OUT, 1L));
        DialResult dialed = new DialResult(
                plan,
                RecordedRun.START,
                RecordedRun.START.plusSeconds(1),
                outcomes,
                3,
                Duration.ZERO,
                new Validity(List.of("late")),
                List.of());

        RunResult read = ResultFile.parse(ResultFile.format(RunResult.of(dialed)));

        assertThat(read)
                .extracting(
                        RunResult::outcomes,
                        RunResult::skipped,
                        RunResult::startedAt,
                        RunResult::invalidBecause,
                        RunResult::distributions,
                        result -> result.conditions().target())
                .containsExactly(outcomes, 3L, RecordedRun.START, List.of("late"), null, "10.99.0.2:8080");
    }
}
