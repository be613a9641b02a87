package io.github.snatrace.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The probe's hold, on the router of the lab. */
@NeedsLab
class HoldIT {

    @Test
    void hold_killed_takesItsRulesAlong() {
        String script = """
                probe hold --to 10.99.0.2:8080 --duration 60s 2>/run/lab/said &
                hold=$!
                for i in $(seq 600); do grep -q holding /run/lab/said && break; read -rt 0.05 <> <(:) || true; done
                nft list tables
                kill -9 $hold
                wait $hold || true
                nft list tables
                """;

        LabScript.Result result =
                LabScript.of(LabScript.HOME + "/up", "--", "bash", "-c", script).run();

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out().lines().filter(line -> line.startsWith("table")))
                .containsExactly("table ip lab", "table ip snat-race-hold-21000", "table ip lab");
    }

    @Test
    void hold_withoutARival_letsGoAfterItsPatience() {
        String script = """
                on srv server >/dev/null 2>&1 &
                probe hold --to 10.99.0.2:8080 --patience 200ms --until 1 --duration 5s 2>/run/lab/said &
                for i in $(seq 600); do grep -q holding /run/lab/said && break; read -rt 0.05 <> <(:) || true; done
                on c1 client -r 10.99.0.2:8080 -c 1 --connections 1 --source-ports 20000-20999 >/run/lab/c1
                wait %2
                kill %1
                """;

        LabScript.Result result =
                LabScript.of(LabScript.HOME + "/up", "--", "bash", "-c", script).run();

        assertThat(result.out()).as(result.err()).isEqualTo("""
                        172.17.0.2:20000 > 10.99.0.2:8080 as 10.99.0.1:20000: confirmed, alone
                        held together 0, collided 0, lost 0, resolved 0, alone 1
                        """);
    }

    @Test
    void hold_withoutAFilter_isWrongUse() {
        LabScript.Result result =
                LabScript.of(LabScript.HOME + "/up", "--", "probe", "hold").run();

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("Missing required option: '--to").hasLineCount(1);
    }
}
