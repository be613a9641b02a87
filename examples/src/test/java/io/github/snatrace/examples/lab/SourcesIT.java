package io.github.snatrace.examples.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The three ways to the kernel's counters, after a race that moved them. */
@NeedsLab
class SourcesIT {

    private static final String RACE = """
            set -e
            mkfifo /run/lab/server
            on srv server --local-addr 0.0.0.0:8080 >/dev/null 2>/run/lab/server &
            read -r -t 30 listening </run/lab/server
            pids=
            for c in c1 c2; do
              on $c client --remote-addr 10.99.0.2:8080 --lockstep 1ms --source-ports 2000-2999 --duration 3s \
                --timeout-ms 200 >/dev/null 2>&1 &
              pids="$pids $!"
            done
            for pid in $pids; do
              wait $pid || true
            done
            """;

    @Test
    void procfsAndCtnetlink_afterARace_agreeCounterByCounter() {
        List<JsonNode> shown = raceAndShow("procfs", "ctnetlink");

        assertThat(shown.get(0).get("total").get("insert_failed").asLong()).isPositive();
        assertAgree(shown.get(0), shown.get(1));
    }

    @Test
    void conntrackTool_afterARace_agreesWithProcfs() throws Exception {
        installConntrack();

        List<JsonNode> shown = raceAndShow("procfs", "conntrack");

        assertThat(shown.get(0).get("total").get("insert_failed").asLong()).isPositive();
        assertAgree(shown.get(0), shown.get(1));
    }

    private static List<JsonNode> raceAndShow(String first, String second) {
        String shows = "probe show --json --source " + first + "\nprobe show --json --source " + second + "\n";
        LabScript.Result result = LabScript.of(LabScript.HOME + "/up", "--", "bash", "-c", RACE + shows)
                .run();
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out().lines().map(JsonMapper.shared()::readTree).toList();
    }

    /** Compares what both have: procfs has columns that netlink does not send. */
    private static void assertAgree(JsonNode all, JsonNode some) {
        assertThat(some.get("cpus").size()).isEqualTo(all.get("cpus").size());
        for (int row = 0; row < some.get("cpus").size(); row++) {
            JsonNode expected = all.get("cpus").get(row);
            JsonNode found = some.get("cpus").get(row);
            assertThat(found.get("cpu")).isEqualTo(expected.get("cpu"));
            assertThat(found.get("counters").propertyNames()).contains("insert_failed", "drop", "found");
            found.get("counters")
                    .properties()
                    .forEach(counter -> assertThat(counter.getValue())
                            .as("%s of CPU %s", counter.getKey(), found.get("cpu"))
                            .isEqualTo(expected.get("counters").get(counter.getKey())));
        }
    }

    /**
     * Installs conntrack-tools where this user may; elsewhere the test is skipped with the reason, and fails with
     * {@code CI=true}.
     */
    private static void installConntrack() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "PATH=$PATH:/usr/sbin; command -v conntrack >/dev/null"
                                + " || { apt-get -qq update && apt-get -qq install -y conntrack; }")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as("conntrack-tools are needed: %s", output)
                .isZero();
    }
}
