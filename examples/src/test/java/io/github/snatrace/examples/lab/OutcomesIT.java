package io.github.snatrace.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The outcomes that loopback cannot provoke, each from its own cause, and what becomes of the client when the cause
 * goes away.
 */
@NeedsLab
class OutcomesIT {

    /** Starts the server, and a client of c1 whose lines, and whose summary in the end, go to standard output. */
    private static final String SETTING = """
            serve() {
              mkfifo /run/lab/server
              on srv server --local-addr 0.0.0.0:8080 >/dev/null 2>/run/lab/server &
              read -r -t 30 listening </run/lab/server
            }
            dial() {
              status=0
              on c1 client --remote-addr 10.99.0.2:8080 --json /run/lab/c1.json "$@" || status=$?
              echo "exit code $status"
              cat /run/lab/c1.json
            }
            blackhole() {
              on srv nft 'add table ip hole; add chain ip hole in { type filter hook input priority 0; }; add \
              rule ip hole in drop'
            }
            """;

    @Test
    void withoutRoute_theTargetIsUnreachable() {
        Run run = run("on c1 ip route del default; dial --connections 4");

        assertThat(run.exitCode).isEqualTo(3);
        assertThat(run.summary.get("outcomes")).isEqualTo(json("{\"UNREACHABLE\":4}"));
        assertThat(run.out).contains("network is unreachable");
    }

    @Test
    void aRouterThatProhibits_makesTheTargetUnreachable() {
        Run run = run("""
                serve
                on nat nft 'add table ip no; add chain ip no forward { type filter hook forward priority 0; }; \
                  add rule ip no forward tcp dport 8080 reject with icmp type host-prohibited'
                dial --connections 4 --timeout-ms 5000""");

        // What comes back before connect(2) has returned is a remark to the kernel; the SYN sent again tells for sure.

        assertThat(run.summary.get("outcomes")).isEqualTo(json("{\"UNREACHABLE\":4}"));
    }

    @Test
    void aRouterThatRejects_refuses() {
        Run run = run("""
                serve
                on nat nft 'add table ip no; add chain ip no forward { type filter hook forward priority 0; }; \
                  add rule ip no forward tcp dport 8080 reject with tcp reset'
                dial --connections 4""");

        assertThat(run.summary.get("outcomes")).isEqualTo(json("{\"REFUSED\":4}"));
    }

    @Test
    void aKernelThatGivesUpFirst_isNotOurTimeout() {
        Run run = run("""
                blackhole
                on c1 bash -c 'echo 1 >/proc/sys/net/ipv4/tcp_syn_retries'
                dial --connections 2 --timeout-ms 60000""");

        assertThat(run.summary.get("outcomes")).isEqualTo(json("{\"TIMED_OUT_BY_KERNEL\":2}"));
        assertThat(run.out).contains("connection timed out");
    }

    @Test
    void aBlackhole_timesOut_andTheClientConnectsWhenItIsGone() {
        Run run = run("""
                serve
                blackhole
                dial --rate 100 --timeout-ms 300 --duration 6s | {
                  grep -m 1 'i/o timeout'
                  on srv nft delete table ip hole
                  cat
                }""");

        assertThat(run.outcomes()).containsExactlyInAnyOrder("TIMED_OUT", "CONNECTED");
        assertThat(run.out).contains(":0->10.99.0.2:8080: i/o timeout");
    }

    @Test
    void withoutEphemeralPorts_theClientSaysSo_andConnectsWhenTheyComeBack() {
        Run run = run("""
                serve
                blackhole
                on c1 bash -c 'echo 40000 40009 >/proc/sys/net/ipv4/ip_local_port_range'
                dial --rate 100 --timeout-ms 1000 --duration 6s | {
                  grep -m 1 'cannot assign requested address'
                  on srv nft delete table ip hole
                  cat
                }""");

        assertThat(run.exitCode).as("INVALID").isEqualTo(4);
        assertThat(run.outcomes()).contains("NO_LOCAL_PORT", "CONNECTED");
        assertThat(run.summary.get("valid").asBoolean()).isFalse();
    }

    private record Run(int exitCode, String out, JsonNode summary) {

        List<String> outcomes() {
            return List.copyOf(summary.get("outcomes").propertyNames());
        }
    }

    private static Run run(String commands) {
        LabScript.Result result = LabScript.of(LabScript.HOME + "/up", "--", "bash", "-c", SETTING + commands)
                .run();
        String marker = "exit code ";
        assertThat(result.out()).as(result.err()).contains(marker);
        String end = result.out().substring(result.out().lastIndexOf(marker) + marker.length());
        int lineEnd = end.indexOf('\n');
        return new Run(Integer.parseInt(end.substring(0, lineEnd)), result.out(), json(end.substring(lineEnd)));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
