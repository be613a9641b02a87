package io.github.snatrace.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A handful of faults, provoked for real. All of them: {@code examples/lab/fault --all}. */
@NeedsLab
class FaultIT {

    @Test
    void causesThatLookAlike_areToldApart() {
        String mark = UUID.randomUUID().toString();

        LabScript.Result result = LabScript.of(
                        LabScript.HOME + "/fault",
                        "race",
                        "ports-of-8",
                        "accept-queue",
                        "drop-rule",
                        "time-wait-no-timestamps",
                        "accept-queue-slow",
                        "loss-beside-others",
                        "--json")
                .with(Remains.MARK, mark)
                .run();

        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        JsonNode faults = JsonMapper.shared().readTree(result.out()).get("faults");
        assertThat(faults)
                .extracting(fault -> fault.get("verdict").asString())
                .containsExactly(
                        "SNAT_INSERTION_RACE",
                        "SNAT_PORTS_EXHAUSTED",
                        "ACCEPT_QUEUE_FULL",
                        "PACKET_LOST",
                        "SERVER_TIME_WAIT",
                        "ACCEPT_QUEUE_FULL",
                        "PACKET_LOST");
        assertThat(faults)
                .allSatisfy(fault -> assertThat(fault.get("judgement").asString())
                        .as(fault.toString())
                        .isEqualTo("right"));
        assertThat(Remains.of(mark)).isEmpty();
    }

    @Test
    void traces_areExplainedAsWellAsCounters() {
        LabScript.Result result = LabScript.of(
                        LabScript.HOME + "/fault", "race", "accept-queue", "answers-lost", "--trace", "--json")
                .within(240)
                .run();

        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        JsonNode faults = JsonMapper.shared().readTree(result.out()).get("faults");
        assertThat(faults)
                .extracting(fault ->
                        fault.get("foundByTrace").has(fault.get("verdict").asString()))
                .containsExactly(true, true, true);
    }

    @Test
    void client_diagnosesItself() {
        LabScript.Result result =
                LabScript.of(LabScript.HOME + "/up", "--", "bash", "-c", """
                        mkfifo /run/lab/server
                        on srv server --local-addr 10.99.0.2:8080 >/dev/null 2>/run/lab/server &
                        server=$!
                        read -r -t 30 listening </run/lab/server
                        on nat nft 'add table ip hole; add chain ip hole forward { type filter hook forward \
                        priority 0; }; \
                          add rule ip hole forward drop'
                        on c1 client --remote-addr 10.99.0.2:8080 --connections 20 --dial-interval-us 1000 \
                        --timeout-ms 200 \
                          --diagnose --nat-pid $$ --server-pid $server --json /run/lab/c1.json
                        code=$?
                        grep -o '"sentence" : .*' /run/lab/c1.json
                        exit $code
                        """).run();

        assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(3);
        List<String> lines = result.out().lines().toList();
        assertThat(lines)
                .containsSubsequence(
                        "verdict: PACKET_LOST (20 of 20 connects failed)",
                        "",
                        "PACKET_LOST  20 of 20 failures (100.0 %), confidence medium");
        assertThat(lines)
                .contains("\"sentence\" : \"PACKET_LOST (20 of 20 connects failed)\",")
                .noneMatch(line -> line.contains("not seen"));
    }

    @Test
    void faultThatNobodyKnows_isWrongUse() {
        LabScript.Result result =
                LabScript.of(LabScript.HOME + "/fault", "gremlins").run();

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .hasLineCount(1)
                .startsWith("fault: gremlins is no fault; expected one of: accept-queue accept-queue-beside-others ");
    }
}
