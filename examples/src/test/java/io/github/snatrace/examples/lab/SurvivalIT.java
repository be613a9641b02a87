package io.github.snatrace.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.dial.Outcome;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunResult;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What happens to the programs while they run, provoked for real, and what is left of the numbers and the files. Every
 * result is read by the reader that refuses one whose outcomes, histograms and intervals do not add up.
 */
@NeedsLab
class SurvivalIT {

    /** A machine that is busy makes a run INVALID, and loses nothing by that. */
    private static final int INVALID = 4;

    /** What the scripts share. They pause in their own processes, and end with what the client left behind. */
    private static final String SETTING = """
            serve() {
              rm -f /run/lab/server
              mkfifo /run/lab/server
              on srv server --local-addr 0.0.0.0:8080 >/run/lab/accepted 2>/run/lab/server &
              server=$!
              read -r -t 30 listening </run/lab/server
            }
            dial() {
              on c1 client --remote-addr 10.99.0.2:8080 --summary-interval-sec 1 --json /run/lab/c1.json "$@" \\
                >/run/lab/out 2>&1 &
              client=$!
            }
            # begun: the client has printed its first summary, so that it is in the middle of its run.
            begun() {
              for ((i = 0; i < 300; i++)); do
                grep -q 'Summary of' /run/lab/out && return
                sleep 0.1
              done
              return 1
            }
            end() {
              status=0
              wait "$client" 2>/dev/null || status=$?
              cat /run/lab/out
              echo "exit code $status"
              cat /run/lab/c1.json
            }
            """;

    @Test
    void serverThatDiesAndReturns_isRefusedMeanwhile() {
        Survivor run = survivor("""
                serve
                dial --rate 200 --duration 4s
                begun
                kill -KILL "$server"
                sleep 0.7
                serve
                end""");

        assertThat(run.exitCode).as(run.out).isIn(0, INVALID);
        assertThat(run.outcomes()).containsExactlyInAnyOrder(Outcome.CONNECTED, Outcome.REFUSED);
        assertThat(run.dueTimes()).isEqualTo(800);
        assertThat(run.out).contains("connection refused");
    }

    @Test
    void addressThatVanishesFromTheInterface_isNoWayToTheTarget() {
        Survivor run = survivor("""
                serve
                address=$(ip -n c1 -o -4 address show eth0 | awk '{ print $4 }')
                dial --rate 200 --duration 4s
                begun
                ip -n c1 address del "$address" dev eth0
                sleep 0.7
                ip -n c1 address add "$address" dev eth0
                ip -n c1 route add default via 172.17.0.1
                end""");

        assertThat(run.exitCode).as(run.out).isIn(0, INVALID);
        assertThat(run.outcomes()).contains(Outcome.CONNECTED, Outcome.UNREACHABLE);
        assertThat(run.dueTimes()).isEqualTo(800);
    }

    @Test
    void routeThatFlaps_isUnreachableEachTime() {
        Survivor run = survivor("""
                serve
                dial --rate 200 --duration 4s
                begun
                for ((flap = 0; flap < 5; flap++)); do
                  ip -n c1 route del default
                  sleep 0.1
                  ip -n c1 route add default via 172.17.0.1
                  sleep 0.1
                done
                end""");

        assertThat(run.exitCode).as(run.out).isIn(0, INVALID);
        assertThat(run.outcomes()).containsExactlyInAnyOrder(Outcome.CONNECTED, Outcome.UNREACHABLE);
        assertThat(run.dueTimes()).isEqualTo(800);
    }

    @Test
    void clientThatIsStopped_skipsWhatItMissed_andIsInvalid() {
        Survivor run = survivor("""
                serve
                dial --rate 500 --duration 4s
                begun
                kill -STOP "$client"
                sleep 1
                kill -CONT "$client"
                end""");

        assertThat(run.exitCode).as(run.out).isEqualTo(4);
        assertThat(run.result.isInvalid()).isTrue();
        assertThat(run.result.skipped())
                .as("a second of due times, but for what may be made up for")
                .isGreaterThan(400);
        assertThat(run.dueTimes()).isEqualTo(2_000);
        assertThat(run.out).contains("due times were skipped");
    }

    @Test
    void tenThousandFailuresASecond_leaveABoundedLog() {
        Survivor run = survivor("""
                dial --rate 10000 --duration 2s
                end""");

        assertThat(run.outcomes()).containsExactly(Outcome.REFUSED);
        assertThat(run.dueTimes()).isEqualTo(20_000);
        assertThat(run.out.lines().filter(line -> line.contains("connection refused")))
                .hasSizeBetween(1, 45);
        assertThat(run.out).hasSizeLessThan(20_000);
    }

    @Test
    void heapOf32Megabytes_isEnough() {
        Survivor run = survivor("""
                serve
                java=$(command -v java || echo "$JAVA_HOME/bin/java")
                on c1 "$java" -Xmx32m -jar CLIENT -r 10.99.0.2:8080 --rate 1000 --duration 2s \\
                  --json /run/lab/c1.json --hlog /run/lab/c1.hlog --intervals /run/lab/c1.jsonl >/run/lab/out 2>&1 &
                client=$!
                end""");

        assertThat(run.out).doesNotContain("OutOfMemoryError", "Exception");
        assertThat(run.dueTimes()).isEqualTo(2_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HUP", "TERM"})
    void signal_endsInGoodOrder_withEveryFile(String signal) {
        Survivor run = survivor("""
                serve
                dial --rate 200 --hlog /run/lab/c1.hlog --intervals /run/lab/c1.jsonl
                begun
                kill -SIGNAL "$client"
                end
                ls -A /run/lab >&2""".replace("SIGNAL", signal));

        assertThat(run.exitCode).as(run.out).isIn(0, INVALID);
        assertThat(run.outcomes()).containsExactly(Outcome.CONNECTED);
        assertThat(run.err.lines()).contains("c1.hlog", "c1.json", "c1.jsonl");
        assertThat(run.err.lines()).as("drafts").noneMatch(line -> line.endsWith(".tmp"));
    }

    @ParameterizedTest
    @CsvSource({"TERM TERM, 143", "KILL, 137"})
    void signalThatEndsAtOnce_leavesWhatWasThere(String signals, int exitCode) {
        LabScript.Result result = script("""
                serve
                echo before >/run/lab/c1.json
                echo before >/run/lab/c1.hlog
                on srv nft 'add table ip hole; add chain ip hole in { type filter hook input priority 0; }; add \
                rule ip hole in drop'
                dial --rate 200 --timeout-ms 60000 --hlog /run/lab/c1.hlog
                begun
                for signal in SIGNALS; do
                  kill -"$signal" "$client"
                  for ((i = 0; i < 100; i++)); do
                    grep -q stopping /run/lab/out && break
                    [[ $signal == KILL ]] && break
                    sleep 0.1
                  done
                done
                end
                cat /run/lab/c1.hlog""".replace("SIGNALS", signals));

        assertThat(result.out()).as(result.err()).endsWith("exit code " + exitCode + "\nbefore\nbefore\n");
    }

    @Test
    void fullDisk_losesNoResult_andSaysWhatItKept() {
        LabScript.Result result = script("""
                serve
                mkdir /run/lab/small
                mount -t tmpfs -o size=20k,mode=755 none /run/lab/small
                echo before >/run/lab/small/c1.hlog
                echo before >/run/lab/small/c1.jsonl
                dd if=/dev/zero of=/run/lab/small/filler bs=1k 2>/dev/null || true
                dial --rate 200 --duration 2s --hlog /run/lab/small/c1.hlog --intervals /run/lab/small/c1.jsonl
                end
                cat /run/lab/small/c1.hlog /run/lab/small/c1.jsonl""");
        Survivor run = Survivor.of(result.out().replaceFirst("(before\n)+$", ""), result.err());

        assertThat(result.out()).endsWith("before\nbefore\n");
        assertThat(run.exitCode).as(run.out).isEqualTo(1);
        assertThat(run.out).contains("No space left on device").doesNotContain("Exception");
        assertThat(run.dueTimes()).isEqualTo(400);
    }

    @Test
    void standardOutputThatIsClosed_costsNoResult() {
        Survivor run = survivor("""
                serve
                on c1 client --remote-addr 10.99.0.2:8080 --rate 200 --duration 3s --summary-interval-sec 1 \\
                  --json /run/lab/c1.json 2>/run/lab/err | head -1 >/run/lab/out &
                client=$!
                end
                for ((i = 0; i < 100; i++)); do
                  grep -q cannot /run/lab/err && break
                  sleep 0.1
                done
                cat /run/lab/err >&2""");

        assertThat(run.err)
                .containsAnyOf("client: cannot write the results", "INVALID")
                .doesNotContain("Exception");
        assertThat(run.dueTimes()).isEqualTo(600);
    }

    @ParameterizedTest
    @ValueSource(strings = {"trace --netns c2 --duration 3s", "hold --netns c2 --to 10.99.0.2:8080 --duration 3s"})
    void namespaceThatIsRemoved_endsTheProbeInOneLineAtMost(String command) {
        LabScript.Result result = script("""
                probe COMMAND >/run/lab/out 2>/run/lab/err &
                probe=$!
                for ((i = 0; i < 100; i++)); do
                  [[ -s /run/lab/out || -s /run/lab/err ]] && break
                  sleep 0.1
                done
                ip netns del c2
                status=0
                wait "$probe" || status=$?
                cat /run/lab/err
                echo "exit code $status"
                """.replace("COMMAND", command));

        assertThat(result.out())
                .as(result.err())
                .containsPattern("exit code [01]\n")
                .doesNotContain("Exception");
        assertThat(result.out().lines().count()).isLessThanOrEqualTo(2);
    }

    @Test
    void twoTracesAndAHold_atOnce_doNotTouchOneAnother() {
        LabScript.Result result = script("""
                serve
                on nat probe trace --to 10.99.0.2:8080 >/run/lab/trace1 2>&1 &
                probes=("$!")
                on nat probe trace --to 10.99.0.2:8080 >/run/lab/trace2 2>&1 &
                probes+=("$!")
                on nat probe hold --to 10.99.0.2:8081 >/run/lab/hold 2>&1 &
                probes+=("$!")
                for ((i = 0; i < 300; i++)); do
                  (($(on nat nft list tables | wc -l) >= 4)) && break
                  sleep 0.1
                done
                on c1 client --remote-addr 10.99.0.2:8080 --rate 100 --duration 1s >/dev/null 2>&1 || true
                sleep 1
                kill -TERM "${probes[@]}" "$server"
                wait || true
                cat /run/lab/trace[12] /run/lab/hold
                echo "tables left: $(on nat nft list tables | wc -l)"
                """);

        assertThat(result.out()).as(result.err()).doesNotContain("Exception");
        assertThat(result.out().lines().filter(line -> line.contains(" SYNs")))
                .as(result.out())
                .hasSize(2);
        assertThat(result.out()).endsWith("tables left: 1\n");
    }

    @Test
    void nftThatFailsHalfWay_leavesNoRule() {
        LabScript.Result result = script("""
                mkdir /run/lab/bin
                real=$(command -v nft)
                cat >/run/lab/bin/nft <<END
                #!/bin/sh
                timeout 1 $real "\\$@"
                echo 'nft: broken' >&2
                exit 3
                END
                chmod +x /run/lab/bin/nft
                before=$(on nat nft list ruleset)
                status=0
                PATH=/run/lab/bin:$PATH on nat probe trace --duration 3s || status=$?
                echo "exit code $status"
                [[ $(on nat nft list ruleset) == "$before" ]] && echo as before""");

        assertThat(result.out()).as(result.err()).endsWith("as before\n").doesNotContain("exit code 0");
        assertThat(result.err()).doesNotContain("Exception");
    }

    /** A run that survived: what it printed, and its result, which adds up. */
    private record Survivor(int exitCode, String out, String err, RunResult result) {

        static Survivor of(String out, String err) {
            String marker = "exit code ";
            assertThat(out).as(err).contains(marker);
            int at = out.lastIndexOf(marker) + marker.length();
            int lineEnd = out.indexOf('\n', at);
            RunResult result = ResultFile.parse(out.substring(lineEnd).getBytes(StandardCharsets.UTF_8));
            return new Survivor(Integer.parseInt(out.substring(at, lineEnd)), out.substring(0, at), err, result);
        }

        Set<Outcome> outcomes() {
            return result.outcomes().counts().keySet();
        }

        /** Attempts and skipped due times together. */
        long dueTimes() {
            return result.outcomes().attempts() + result.skipped();
        }
    }

    private static Survivor survivor(String commands) {
        LabScript.Result result = script(commands);
        return Survivor.of(result.out(), result.err());
    }

    private static LabScript.Result script(String commands) {
        return LabScript.of(
                        LabScript.HOME + "/up",
                        "--",
                        "bash",
                        "-c",
                        "set -euo pipefail\n" + SETTING
                                + commands.replace(
                                        "CLIENT",
                                        LabScript.HOME
                                                .resolve("../../client-cli/target/snat-race-client.jar")
                                                .normalize()
                                                .toString()))
                .run();
    }
}
