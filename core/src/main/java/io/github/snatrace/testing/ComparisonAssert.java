package io.github.snatrace.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.snatrace.compare.Change;
import io.github.snatrace.compare.Comparison;
import io.github.snatrace.compare.Estimate;
import io.github.snatrace.compare.FailureRate;
import java.util.Locale;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions of a comparison of two rates of failure. */
public final class ComparisonAssert extends AbstractAssert<ComparisonAssert, Comparison> {

    ComparisonAssert(@Nullable Comparison actual) {
        super(actual, ComparisonAssert.class);
    }

    /** Verifies that the candidate fails less often than the base, by more than chance. */
    @CanIgnoreReturnValue
    public ComparisonAssert isBetter() {
        isNotNull();
        if (actual.verdict() != Change.BETTER) {
            throw failure(
                    "%s",
                    "Expected the candidate to fail less often by more than chance, but it is "
                            + actual.verdict().jsonName() + account());
        }
        return this;
    }

    /** Verifies that the candidate does not fail more often than the base by more than chance. */
    @CanIgnoreReturnValue
    public ComparisonAssert isNotWorse() {
        isNotNull();
        if (actual.verdict() == Change.WORSE) {
            throw failure(
                    "%s",
                    "Expected the candidate to fail no more often than chance explains, but it is worse" + account());
        }
        return this;
    }

    private String account() {
        return side("base", actual.base(), actual.baseRate())
                + side("candidate", actual.candidate(), actual.candidateRate());
    }

    private static String side(String name, FailureRate side, Estimate rate) {
        return String.format(
                Locale.ROOT,
                "%n  %-9s %,d of %,d failed: %.3g %%, %.3g to %.3g %%",
                name,
                side.counts().failures(),
                side.counts().attempts(),
                100 * rate.value(),
                100 * rate.low(),
                100 * rate.high());
    }
}
