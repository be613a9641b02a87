package io.github.snatrace.probe.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.snatrace.diagnosis.Cause;
import io.github.snatrace.diagnosis.Finding;
import io.github.snatrace.diagnosis.NamedLosses;
import io.github.snatrace.diagnosis.TracedLosses;
import io.github.snatrace.diagnosis.Verdict;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
 * @param trace what a trace names, missing without one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record VerdictJson(
        String verdict,
        List<FindingJson> findings,
        long failures,
        long unexplained,
        long attempts,
        long failed,
        long slow,
        List<String> unseen,
        @Nullable NamedJson trace) {

    /** The connects that stalled: lost by name, explained otherwise, and not at all; and the first of the names. */
    record NamedJson(long named, long otherwise, long unexplained, List<LossJson> losses) {
        /** Where all of them are is the trace itself. */
        private static final int MOST = 100;

        static NamedJson of(NamedLosses named) {
            return new NamedJson(
                    named.named(),
                    named.otherwise(),
                    named.unexplained(),
                    named.losses().stream().limit(MOST).map(LossJson::of).toList());
        }
    }

    /** One lost SYN, in the words of {@code trace --json}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LossJson(
            String at,
            String original,
            String target,
            @Nullable String translated,
            String lost,
            @Nullable String rival,
            String cause) {

        static LossJson of(TracedLosses.Loss loss) {
            return new LossJson(
                    loss.at().toString(),
                    loss.original(),
                    loss.target(),
                    loss.translated().orElse(null),
                    loss.end().name(),
                    loss.rival().orElse(null),
                    loss.cause().name());
        }
    }

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
                verdict.unseen(),
                verdict.named().map(NamedJson::of).orElse(null));
    }

    /** Returns the form on one line. */
    String toLine() {
        return CountersJson.mapper().writeValueAsString(this);
    }
}
