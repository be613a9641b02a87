package io.github.snatrace.probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.doctor.Doctor;
import io.github.snatrace.doctor.Fact;
import io.github.snatrace.host.Fixtures;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

final class DoctorTextTest {
    private static final String PLAIN = """
            *nat
            :POSTROUTING ACCEPT [0:0]
            -A POSTROUTING -s 10.0.0.0/8 -j MASQUERADE
            COMMIT
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reports/12/iptables-save-derived-snat.txt",
                "reports/13/iptables-restore.txt",
                "reports/17/iptables-save.txt",
                "reports/18/docker-nft.txt",
                "reports/21/nft-map-t.json",
                "reports/22/nft-flags.json",
                "reports/26/iptables-save.txt"
            })
    void of_reportedRules_isAtMost100ColumnsWideUnlessAWordIsLonger(String fixture) {
        assertThat(DoctorText.of(facts(Fixtures.text(fixture), "4.14.336")).lines())
                .allMatch(line ->
                        line.length() <= 100 || !line.strip().substring(2).contains(" "));
    }

    @Test
    void of_aProblem_endsWithALineThatNamesIt() {
        assertThat(DoctorText.of(facts(PLAIN, "6.18.1")))
                .startsWith("PROBLEM  iptables nat POSTROUTING rule 1: masquerade keeps the clients' ports\n")
                .endsWith("\n1 PROBLEM: iptables nat POSTROUTING rule 1: masquerade keeps the clients' ports\n");
    }

    @Test
    void doctor_withoutColours_staysAsItIs() {
        String text = DoctorText.of(facts(PLAIN, "6.18.1"));

        assertThat(new Paint(Ansi.OFF).doctor(text)).isEqualTo(text);
    }

    @Test
    void doctor_withColours_marksWhatMatters() {
        String text = DoctorText.of(facts(PLAIN, "6.18.1"));

        String painted = new Paint(Ansi.ON).doctor(text);

        assertThat(painted).contains("\u001b[1m\u001b[31mPROBLEM");
        assertThat(painted.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(text);
    }

    private static List<Fact> facts(String text, String kernel) {
        return Doctor.read(Map.of("rules", text), Optional.of(kernel));
    }
}
