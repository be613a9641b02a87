package io.github.snatrace.examples.lab;

import io.github.snatrace.diagnosis.Cause;
import io.github.snatrace.diagnosis.Finding;
import io.github.snatrace.diagnosis.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
            String skippedBecause) {}

    static FaultJson of(List<Fault> faults) {
        return new FaultJson(faults.stream().map(FaultJson::entry).toList());
    }

    private static Entry entry(Fault fault) {
        Map<String, Long> provoked = new LinkedHashMap<>();
        fault.truth().forEach((cause, count) -> provoked.put(cause.name(), count));
        Map<String, Long> found = new LinkedHashMap<>();
        for (Finding finding : fault.verdict().map(Verdict::findings).orElse(List.of())) {
            found.put(finding.cause().name(), finding.count());
        }
        return new Entry(
                fault.name(),
                fault.run(),
                provoked,
                fault.verdict().flatMap(Verdict::cause).map(Cause::name).orElse("NONE"),
                found,
                FaultTable.words(fault.judgement()).toLowerCase(Locale.ROOT),
                fault.skipped().orElse(""));
    }
}
