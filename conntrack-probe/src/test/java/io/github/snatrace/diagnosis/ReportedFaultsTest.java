package io.github.snatrace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The diagnosis of what was captured on other machines than the lab. */
final class ReportedFaultsTest {

    static List<CapturedFault> reports() {
        return CapturedFault.reported();
    }

    @ParameterizedTest
    @MethodSource("reports")
    void everythingSeen_theBoundsHoldTheTruth_andNoWrongCauseIsSure(CapturedFault report) {
        report.requireHeldBy(report.verdict(true, true, true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kernel-4.4-race              | SNAT_INSERTION_RACE 199                            | MEDIUM
            kernel-4.8-race              | SNAT_INSERTION_RACE 300                            | MEDIUM
            drops-with-room-in-the-table | CONNTRACK_TABLE_FULL 1346                          | LOW
            clashes-without-nat          | UNTRANSLATED_CLASH 47646, CONNTRACK_TABLE_FULL 3   | MEDIUM
            chains-too-long              | CHAIN_TOO_LONG 378                                 | HIGH
            early-drop                   | CONNTRACK_TABLE_FULL 447                           | MEDIUM
            stateless-filter             | PACKET_LOST 137                                    | HIGH
            vxlan-checksum               | PACKET_LOST 62                                     | MEDIUM
            ports-of-16                  | SNAT_PORTS_EXHAUSTED 8                             | HIGH
            one-port-each                | SNAT_PORTS_EXHAUSTED 8                             | HIGH
            """)
    void everythingSeen_theCauseIsNamed(String report, String findings, Confidence confidence) {
        Verdict verdict = verdict(report);

        assertThat(String.join(", ", Scenario.lines(verdict))).isEqualTo(findings);
        assertThat(verdict.findings().get(0).confidence()).isEqualTo(confidence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kernel-4.4-race              | a kernel of up to 4.8: found counts every look-up, and says nothing of ports
            drops-with-room-in-the-table | the table had room at the end and evicted nothing: dmesg would say "table full" if it was
            early-drop                   | nat invalid 892, nat OutRsts 446: answers met no entry any more
            vxlan-checksum               | server Udp InCsumErrors 62
            """)
    void everythingSeen_theEvidenceSaysWhatCounts(String report, String evidence) {
        assertThat(verdict(report).findings().get(0).evidence()).contains(evidence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            stateless-filter    | ports from 32768 on
            vxlan-checksum      | tx-checksum
            clashes-without-nat | spread over CPUs
            """)
    void everythingSeen_theAdviceFits(String report, String advice) {
        assertThat(verdict(report).findings().get(0).advice()).contains(advice).doesNotContain("--random-fully");
    }

    @ParameterizedTest
    @CsvSource({"kernel-4.4-race", "chains-too-long", "vxlan-checksum"})
    void everythingSeen_nothingSpeaksAgainstTheRaceThatDoesNot(String report) {
        assertThat(verdict(report).findings().get(0).toldApartFrom())
                .noneMatch(line -> line.matches("SNAT_INSERTION_RACE: nat insert_failed [1-9].*"));
    }

    private static Verdict verdict(String report) {
        return CapturedFault.reported().stream()
                .filter(capture -> capture.name().equals(report))
                .findFirst()
                .orElseThrow()
                .verdict(true, true, true);
    }
}
