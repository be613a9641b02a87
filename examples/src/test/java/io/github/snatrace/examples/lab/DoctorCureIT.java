package io.github.snatrace.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The doctor on the lab's router, its command and its undo taken from what it printed. */
@NeedsLab
class DoctorCureIT {
    private static final String SCRIPT = """
            cd /run/lab
            last() { tail -n 1 "$1"; }
            commands() { sed -n "/^ *$1 /,/[^\\\\\\\\]\\$/p" sick | sed "s/^ *$1 //"; }
            nft --handle list ruleset >before
            probe doctor --fail-on problem >sick && exit 1
            last sick
            commands '[$]' >cure
            commands 'undo [$]' >undo
            bash -e cure
            probe doctor --fail-on problem >well
            last well
            nft --handle list ruleset >cured
            bash -e undo
            nft --handle list ruleset >after
            cmp -s before cured && exit 2
            cmp before after
            """;

    @Test
    void printedCommand_underPlainMasquerade_leavesNoProblemAndIsTakenBack() {
        LabScript.Result result = LabScript.of(
                        LabScript.HOME + "/up", "--rule", "masquerade", "--", "bash", "-ec", SCRIPT)
                .run();

        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        assertThat(result.out().lines().toList())
                .isEqualTo(List.of(
                        "1 PROBLEM: nft ip lab postrouting handle 3: masquerade keeps the clients' ports",
                        "no PROBLEM"));
    }
}
