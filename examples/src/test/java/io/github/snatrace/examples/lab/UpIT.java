package io.github.snatrace.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@NeedsLab
class UpIT {

    @Test
    void up_withACommand_runsItOnTheRouterAndEndsWithItsExitCode() {
        LabScript.Result result = up("cat /proc/sys/net/ipv4/ip_forward; exit 7");

        assertThat(result).isEqualTo(new LabScript.Result(7, "1\n", ""));
    }

    @Test
    void rule_withText_replacesTheRule() {
        LabScript.Result result = up("rule masquerade fully-random && rule");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("oifname != \"docker0\" meta l4proto tcp masquerade fully-random")
                .containsOnlyOnce("meta l4proto tcp");
    }

    @Test
    void client_behindTheRouter_reachesTheServer_andTheProbeReadsTheRouter() {
        LabScript.Result result = up("""
                mkfifo /run/lab/server
                on srv server >/dev/null 2>/run/lab/server &
                read -r -t 30 listening </run/lab/server
                on c2 client --remote-addr 10.99.0.2:8080 --connections 5 --json /run/lab/c2.json >/dev/null
                cat /run/lab/c2.json
                probe show --json""");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("\"CONNECTED\" : 5", "\"source\":");
    }

    @Test
    void on_aNamespaceThatIsNotThere_namesThoseThatAre() {
        LabScript.Result result = up("on c3 true");

        assertThat(result)
                .isEqualTo(new LabScript.Result(
                        2, "", "on: usage: on NAMESPACE COMMAND..., where NAMESPACE is one of: c1 c2 nat srv\n"));
    }

    private static LabScript.Result up(String commands) {
        return LabScript.of(LabScript.HOME + "/up", "--", "bash", "-c", commands)
                .run();
    }
}
