package io.github.snatrace.examples.lab;

import io.github.snatrace.diagnosis.Cause;
import io.github.snatrace.diagnosis.Confidence;
import io.github.snatrace.diagnosis.Finding;
import io.github.snatrace.diagnosis.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One cause of lost connections that was provoked, and what the diagnosis made of it.
 *
 * @param name the fault
 * @param run which of its runs, from 1
 * @param truth how many connects it cost by which cause, as the fault's own construction tells
 * @param tolerancePercent how far the verdict's counts may be off
 * @param skipped why it could not be provoked here
 * @param untold why counters alone cannot tell what it is; empty if they can
 * @param verdict what the diagnosis says; empty if it was skipped
 * @param traced what it says with a trace; empty if it was not traced
 * @param looks what it says where it was shown other things
 */
record Fault(
        String name,
        int run,
        Map<Cause, Long> truth,
        int tolerancePercent,
        Optional<String> skipped,
        Optional<String> untold,
        Optional<Verdict> verdict,
        Optional<Verdict> traced,
        List<Look> looks) {

    /** What came of it. */
    enum Judgement {
        RIGHT,
        WRONG,
        NOT_PROVOKED,
        SKIPPED
    }

    Fault {
        looks = List.copyOf(looks);
        truth = Collections.unmodifiableMap(new LinkedHashMap<>(truth));
    }

    Judgement judgement() {
        if (verdict.isEmpty()) {
            return Judgement.SKIPPED;
        }
        if (!isProvoked()) {
            return Judgement.NOT_PROVOKED;
        }
        return wrong().isEmpty() ? Judgement.RIGHT : Judgement.WRONG;
    }

    /** Returns what was wrong: with what the diagnosis was shown, and how; empty if nothing was. */
    List<String> wrong() {
        List<String> wrong = new ArrayList<>();
        verdict.filter(said -> !(untold.isEmpty() ? isRight(said) : isHonest(said)))
                .ifPresent(said -> wrong.add("counters"));
        traced.filter(said -> !isRight(said)).ifPresent(said -> wrong.add("trace"));
        for (Look look : looks) {
            if (!(look.wrong() ? isModest(look.verdict()) : isHonest(look.verdict()))) {
                wrong.add(look.shown());
            }
        }
        return wrong;
    }

    /** A saturated client need not lose a connect; every other fault must. */
    private boolean isProvoked() {
        return !truth.isEmpty()
                && truth.entrySet().stream()
                        .allMatch(cause -> cause.getKey() == Cause.GENERATOR_SATURATED || cause.getValue() > 0);
    }

    /**
     * Whether the verdict names the main cause, counts each as often as it was, counts no other, and its bounds hold
     * the truth.
     */
    private boolean isRight(Verdict said) {
        long most = Collections.max(truth.values());
        if (said.cause().filter(cause -> truth.getOrDefault(cause, -1L) == most).isEmpty()) {
            return false;
        }
        boolean counted =
                truth.entrySet().stream().allMatch(cause -> isNear(said.count(cause.getKey()), cause.getValue()));
        boolean noOther = said.findings().stream()
                .filter(finding -> !truth.containsKey(finding.cause()))
                .mapToLong(Finding::count)
                .allMatch(count -> count == 0);
        return counted && noOther && said.findings().stream().allMatch(this::holdsTheTruth);
    }

    /** Whether its bounds hold the truth, and no wrong cause is sure. */
    private boolean isHonest(Verdict said) {
        return said.findings().stream()
                        .filter(finding -> finding.cause() != Cause.UNEXPLAINED)
                        .allMatch(this::holdsTheTruth)
                && isModest(said);
    }

    /** Whether no wrong cause is sure. */
    private boolean isModest(Verdict said) {
        return said.findings().stream()
                .filter(finding -> finding.count() > 0 && finding.confidence() == Confidence.HIGH)
                .allMatch(finding -> truth.containsKey(finding.cause()));
    }

    private boolean holdsTheTruth(Finding finding) {
        long count = truth.getOrDefault(finding.cause(), 0L);
        long slack = tolerancePercent * count / 100;
        return finding.bounds().atLeast() <= count + slack && finding.bounds().atMost() >= count - slack;
    }

    private boolean isNear(long count, long expected) {
        return 100 * Math.abs(count - expected) <= tolerancePercent * expected;
    }
}
