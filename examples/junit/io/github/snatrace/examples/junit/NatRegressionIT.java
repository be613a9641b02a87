package io.github.snatrace.examples.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.examples.lab.LabScript;
import io.github.snatrace.examples.lab.NeedsLab;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Holds first packets on the router of the lab until two flows meet, and runs {@link ConnectsBehindNat} behind it: a
 * rule that loses one fails the suite every time, without luck.
 */
@NeedsLab
@Timeout(240)
class NatRegressionIT {

    @Test
    void masquerade_failsTheSuite() {
        LabScript.Result result = suiteBehind("masquerade");

        assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(3);
        assertThat(result.out())
                .contains("connects_areMade: [counters of the network namespace /run/netns/nat]"
                        + " Expected insert_failed not to move")
                .containsPattern("held together [1-9]");
    }

    @Test
    void masqueradeFullyRandom_passesTheSuite() {
        LabScript.Result result = suiteBehind("masquerade fully-random");

        // On a busy machine a run may be INVALID: it says so, and that is no packet that was lost.
        assertThat(result.out())
                .as(result.err())
                .doesNotContain("insert_failed not to move", "by SNAT_INSERTION_RACE")
                .containsPattern("[12] passed, [01] failed")
                .containsPattern("held together [1-9]");
    }

    /** Runs the suite in one client while another connects from the same ports at the same instants. */
    private static LabScript.Result suiteBehind(String rule) {
        String script = """
                mkfifo /run/lab/server /run/lab/hold
                on srv server >/dev/null 2>/run/lab/server &
                read -r -t 30 line </run/lab/server
                probe hold --to 10.99.0.2:8080 --patience 300ms --duration 60s >/run/lab/held 2>/run/lab/hold &
                hold=$!
                exec 3</run/lab/hold
                read -r -t 30 line <&3
                on c2 client -r 10.99.0.2:8080 --lockstep 250ms --source-ports 20000-20999 --timeout-ms 900 \\
                  --duration 60s >/dev/null 2>&1 &
                other=$!
                status=0
                on c1 %s/bin/java -cp %s io.github.snatrace.examples.junit.SuiteRun \\
                  io.github.snatrace.examples.junit.ConnectsBehindNat || status=$?
                kill $other $hold
                wait $hold || true
                tail -n 1 /run/lab/held
                exit $status
                """.formatted(System.getProperty("java.home"), System.getProperty("java.class.path"));
        return LabScript.of(
                        Path.of("lab/up").toAbsolutePath().toString(),
                        "--rule",
                        rule,
                        "--",
                        "bash",
                        "-c",
                        script)
                .run();
    }
}
