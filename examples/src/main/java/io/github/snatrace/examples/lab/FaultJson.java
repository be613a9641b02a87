package io.github.snatrace.examples.lab;

import io.github.snatrace.diagnosis.Cause;
import io.github.snatrace.diagnosis.Finding;
import io.github.snatrace.diagnosis.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Faults for other programs: {@code
 * {"faults":[{"name":...,"provoked":{"CAUSE":N},"found":{"CAUSE":N},"judgement":"right"}]}}.
 */
record FaultJson(List<Entry> faults) {

    /** One fault. */
    record Entry(
            String name,
            int run,
            Map<String, Long> provoked,
            String verdict,
            Map<String, Long> found,
            String judgement,
            String skippedBecause,
            String confidence,
            Map<String, Long> foundByTrace,
            List<String> wrongWith,
            String untoldBecause) {}

    static FaultJson of(List<Fault> faults) {
        return new FaultJson(faults.stream().map(FaultJson::entry).toList());
    }

    private static Entry entry(Fault fault) {
        Map<String, Long> provoked = new LinkedHashMap<>();
        fault.truth().forEach((cause, count) -> provoked.put(cause.name(), count));
        return new Entry(
                fault.name(),
                fault.run(),
                provoked,
                fault.verdict().flatMap(Verdict::cause).map(Cause::name).orElse("NONE"),
                counts(fault.verdict()),
                FaultTable.words(fault.judgement()).toLowerCase(Locale.ROOT),
                fault.skipped().orElse(""),
                fault.verdict().stream()
                        .flatMap(verdict -> verdict.findings().stream())
                        .findFirst()
                        .map(finding -> finding.confidence().name().toLowerCase(Locale.ROOT))
                        .orElse(""),
                counts(fault.traced()),
                fault.wrong(),
                fault.untold().orElse(""));
    }

    private static Map<String, Long> counts(Optional<Verdict> verdict) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Finding finding : verdict.map(Verdict::findings).orElse(List.of())) {
            counts.put(finding.cause().name(), finding.count());
        }
        return counts;
    }
}
