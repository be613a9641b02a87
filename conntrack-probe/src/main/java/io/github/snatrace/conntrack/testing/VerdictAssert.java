package io.github.snatrace.conntrack.testing;

import io.github.snatrace.diagnosis.Cause;
import io.github.snatrace.diagnosis.Finding;
import io.github.snatrace.diagnosis.Verdict;
import io.github.snatrace.diagnosis.VerdictText;
import java.util.Locale;
import java.util.Optional;
import org.assertj.core.annotation.CanIgnoreReturnValue;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions of why connects failed. A run without a connect, and one whose client could not keep to its plan, fail
 * every one of them.
 */
public final class VerdictAssert extends AbstractAssert<VerdictAssert, Verdict> {

    VerdictAssert(@Nullable Verdict actual) {
        super(actual, VerdictAssert.class);
    }

    /** Verifies that connects were made, and that the client kept to its plan. */
    @CanIgnoreReturnValue
    public VerdictAssert isValid() {
        isNotNull();
        if (actual.attempts() == 0) {
            throw wrong("Expected a verdict on connects, but no connect was made");
        }
        if (finding(Cause.GENERATOR_SATURATED).isPresent()) {
            throw wrong("Expected a client that keeps to its plan, but it could not");
        }
        return this;
    }

    /** Verifies that the run is valid, and that no connect failed or was slow. */
    @CanIgnoreReturnValue
    public VerdictAssert hasNoFailures() {
        isValid();
        if (actual.failures() > 0) {
            throw wrong(String.format(
                    Locale.ROOT,
                    "Expected no failures, but %,d of %,d connects failed or were slow",
                    actual.failures(),
                    actual.attempts()));
        }
        return this;
    }

    /** Verifies that the run is valid, and that most failures have this cause. */
    @CanIgnoreReturnValue
    public VerdictAssert hasCause(Cause cause) {
        isValid();
        if (!actual.cause().equals(Optional.of(cause))) {
            throw wrong("Expected the cause " + cause + ", but it is "
                    + actual.cause().map(Cause::name).orElse("none: nothing failed"));
        }
        return this;
    }

    /** Verifies that the run is valid, and that so many failures have this cause for certain. */
    @CanIgnoreReturnValue
    public VerdictAssert hasAtLeast(long least, Cause cause) {
        isValid();
        long certain = finding(cause).map(finding -> finding.bounds().atLeast()).orElse(0L);
        if (certain < least) {
            throw wrong(String.format(
                    Locale.ROOT,
                    "Expected at least %,d failures by %s for certain, but there are %,d",
                    least,
                    cause,
                    certain));
        }
        return this;
    }

    /**
     * Verifies that the run is valid, and that no failure can have this cause: none has, and none is unexplained.
     */
    @CanIgnoreReturnValue
    public VerdictAssert rulesOut(Cause cause) {
        isValid();
        finding(cause).ifPresent(finding -> {
            throw wrong(String.format(
                    Locale.ROOT,
                    "Expected no failure by %s, but it may be up to %,d",
                    cause,
                    finding.bounds().atMost()));
        });
        return isExplained();
    }

    /** Verifies that the run is valid, and that every failure has a cause. */
    @CanIgnoreReturnValue
    public VerdictAssert isExplained() {
        isValid();
        if (actual.unexplained() > 0) {
            throw wrong(String.format(
                    Locale.ROOT, "Expected every failure to have a cause, but %,d have none", actual.unexplained()));
        }
        return this;
    }

    private Optional<Finding> finding(Cause cause) {
        return actual.findings().stream()
                .filter(finding -> finding.cause() == cause)
                .findFirst();
    }

    private AssertionError wrong(String message) {
        return failure("%s", message + System.lineSeparator() + VerdictText.of(actual));
    }
}
