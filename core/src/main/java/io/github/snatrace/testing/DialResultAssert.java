package io.github.snatrace.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.github.snatrace.compare.Proportion;
import io.github.snatrace.dial.Attempt;
import io.github.snatrace.dial.DialResult;
import java.util.Locale;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions of what a run came to. A run that measured nothing, or not what its plan asked for, fails every one of
 * them: its counts say nothing, however good they look.
 */
public final class DialResultAssert extends AbstractAssert<DialResultAssert, DialResult> {

    DialResultAssert(@Nullable DialResult actual) {
        super(actual, DialResultAssert.class);
    }

    /** Verifies that connects were attempted and the plan was kept. */
    @CanIgnoreReturnValue
    public DialResultAssert isValid() {
        isNotNull();
        if (!actual.isValid()) {
            throw failure(
                    "%s",
                    "Expected a run that measured what its plan asked for, but it is INVALID: "
                            + String.join("; ", actual.validity().reasons()) + account());
        }
        return this;
    }

    /** Verifies that the run is valid and that every connect which was decided succeeded. */
    @CanIgnoreReturnValue
    public DialResultAssert hasNoFailures() {
        isValid();
        if (actual.failures() > 0) {
            throw failure("%s", "Expected no failures, but " + rate() + " failed" + account());
        }
        return this;
    }

    /** Verifies that the run is valid and that no larger share of its connects failed, 0 to 1. */
    @CanIgnoreReturnValue
    public DialResultAssert hasFailureRateOfAtMost(double most) {
        isValid();
        if (Proportion.of(actual.outcomes()).rate() > most) {
            throw failure(
                    "%s",
                    String.format(Locale.ROOT, "Expected at most %s %% failures, but ", 100 * most) + rate() + " failed"
                            + account());
        }
        return this;
    }

    private String rate() {
        Proportion failures = Proportion.of(actual.outcomes());
        return String.format(
                Locale.ROOT,
                "%,d of %,d connects (%.3g %%)",
                failures.failures(),
                failures.attempts(),
                100 * failures.rate());
    }

    private String account() {
        StringBuilder account = new StringBuilder();
        line(account, "plan", actual.plan().toString());
        line(account, "outcomes", actual.outcomes().toString());
        line(account, "skipped", String.format(Locale.ROOT, "%,d due times", actual.skipped()));
        line(
                account,
                "lateness",
                String.format(Locale.ROOT, "p99 %.2f ms", actual.latenessP99().toNanos() / 1e6));
        for (Attempt attempt : actual.firstFailures()) {
            line(account, "failure", words(attempt));
        }
        return account.toString();
    }

    private static String words(Attempt attempt) {
        String port = attempt.sourcePort() == 0 ? "" : " from port " + attempt.sourcePort();
        String error = attempt.error() == null ? "" : ": " + attempt.error().getMessage();
        return String.format(
                Locale.ROOT,
                "%s after %.1f ms at %s%s%s",
                attempt.outcome(),
                attempt.elapsedNanos() / 1e6,
                attempt.startedAt(),
                port,
                error);
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%n  %-9s %s", name, value));
    }
}
