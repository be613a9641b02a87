package io.github.snatrace.examples.lab;

import io.github.snatrace.diagnosis.Diagnosis;
import io.github.snatrace.diagnosis.Finding;
import io.github.snatrace.diagnosis.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the diagnosis says of each arm of a race, from all its rounds together.
 *
 * @param arms the arms of the race
 * @param verdicts a verdict on each
 */
record ArmVerdicts(List<Arm> arms, List<Verdict> verdicts) {

    ArmVerdicts {
        arms = List.copyOf(arms);
        verdicts = List.copyOf(verdicts);
    }

    /**
     * Explains the arms of the race in {@code directory}.
     *
     * @throws IOException if a file is not what it should be; the message names it
     */
    static ArmVerdicts read(Path directory, Race race) throws IOException {
        List<Verdict> verdicts = new ArrayList<>();
        for (int arm = 1; arm <= race.arms().size(); arm++) {
            List<Path> rounds = new ArrayList<>();
            for (int round = 1; round <= race.rounds(); round++) {
                rounds.add(directory.resolve("arm-" + arm).resolve("round-" + round));
            }
            verdicts.add(Diagnosis.of(RunEvidence.read(rounds)));
        }
        return new ArmVerdicts(race.arms(), verdicts);
    }

    /** Returns a sentence on each arm. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < arms.size(); i++) {
            sentences.add(String.format(
                    Locale.ROOT, "Verdict on \"%s\": %s.", arms.get(i).rule(), words(verdicts.get(i))));
        }
        return sentences;
    }

    private static String words(Verdict verdict) {
        List<Finding> costly = verdict.findings().stream()
                .filter(finding -> finding.count() > 0)
                .toList();
        if (costly.isEmpty()) {
            return "nothing failed";
        }
        return costly.stream()
                .map(finding -> String.format(
                        Locale.ROOT,
                        "%s %,d of %,d (confidence %s)",
                        finding.cause(),
                        finding.count(),
                        verdict.failures(),
                        finding.confidence().name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(", "));
    }
}
