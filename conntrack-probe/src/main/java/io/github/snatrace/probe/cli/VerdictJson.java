package io.github.snatrace.probe.cli;

import io.github.snatrace.diagnosis.Cause;
import io.github.snatrace.diagnosis.Finding;
import io.github.snatrace.diagnosis.Verdict;
import java.util.List;
import java.util.Locale;

/**
 * The machine-readable form of a verdict, a contract: fields are added, never renamed.
 *
 * @param verdict the cause of the most failures, NONE if nothing failed
 * @param findings the causes, those of most failures first; their counts add up to the failures
 * @param failures how many connects have to be accounted for: failed and slow ones
 * @param unexplained how many of them nothing accounts for
 * @param attempts how many connects were made
 * @param failed how many of them failed
 * @param slow how many succeeded only after a SYN was sent again
 * @param unseen what could not be looked at, and what cannot be known because of that
 */
record VerdictJson(
        String verdict,
        List<FindingJson> findings,
        long failures,
        long unexplained,
        long attempts,
        long failed,
        long slow,
        List<String> unseen) {

    /** One cause; a count of 0 is a remark that cost no connect. */
    record FindingJson(
            String cause,
            long count,
            long atLeast,
            long atMost,
            String confidence,
            List<String> evidence,
            List<String> toldApartFrom,
            String advice) {

        static FindingJson of(Finding finding) {
            return new FindingJson(
                    finding.cause().name(),
                    finding.count(),
                    finding.bounds().atLeast(),
                    finding.bounds().atMost(),
                    finding.confidence().name().toLowerCase(Locale.ROOT),
                    finding.evidence(),
                    finding.toldApartFrom(),
                    finding.advice());
        }
    }

    static VerdictJson of(Verdict verdict) {
        return new VerdictJson(
                verdict.cause().map(Cause::name).orElse("NONE"),
                verdict.findings().stream().map(FindingJson::of).toList(),
                verdict.failures(),
                verdict.unexplained(),
                verdict.attempts(),
                verdict.failed(),
                verdict.slow(),
                verdict.unseen());
    }

    /** Returns the form on one line. */
    String toLine() {
        return CountersJson.mapper().writeValueAsString(this);
    }
}
