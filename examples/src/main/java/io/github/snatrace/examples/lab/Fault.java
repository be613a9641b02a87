package io.github.snatrace.examples.lab;

import io.github.snatrace.diagnosis.Cause;
import io.github.snatrace.diagnosis.Finding;
import io.github.snatrace.diagnosis.Verdict;
import java.util.Collections;
import java.util.LinkedHashMap;
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
 * @param verdict what the diagnosis says; empty if it was skipped
 */
record Fault(
        String name,
        int run,
        Map<Cause, Long> truth,
        int tolerancePercent,
        Optional<String> skipped,
        Optional<Verdict> verdict) {

    /** What came of it. */
    enum Judgement {
        RIGHT,
        WRONG,
        NOT_PROVOKED,
        SKIPPED
    }

    Fault {
        truth = Collections.unmodifiableMap(new LinkedHashMap<>(truth));
    }

    Judgement judgement() {
        if (verdict.isEmpty()) {
            return Judgement.SKIPPED;
        }
        if (!isProvoked()) {
            return Judgement.NOT_PROVOKED;
        }
        return isRight(verdict.get()) ? Judgement.RIGHT : Judgement.WRONG;
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

    private boolean holdsTheTruth(Finding finding) {
        long count = truth.getOrDefault(finding.cause(), 0L);
        long slack = tolerancePercent * count / 100;
        return finding.bounds().atLeast() <= count + slack && finding.bounds().atMost() >= count - slack;
    }

    private boolean isNear(long count, long expected) {
        return 100 * Math.abs(count - expected) <= tolerancePercent * expected;
    }
}
