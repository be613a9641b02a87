package io.github.snatrace.stats;

import com.google.common.collect.ImmutableList;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Tolerance;
import java.text.DecimalFormat;
import java.util.List;
import java.util.Locale;

/**
 * Whether a run measured the network, or its own generator. A run in which the dialer could not keep to its plan says nothing about the
 * network, however good its numbers look.
 *
 * @param reasons why the run is not valid, in words for people; empty if it is
 */
public record Validity(List<String> reasons) {

    public Validity {
        reasons = ImmutableList.copyOf(reasons);
    }

    /**
     * Judges a run.
     *
     * <p>A run without a connect is invalid; so is one in which any attempt had no source port or descriptor of its own,
     * and one that missed more of its schedule than {@link io.github.snatrace.dial.Schedule#tolerance} allows.
     */
    public static Validity of(DialPlan plan, Snapshot total) {
        ImmutableList.Builder<String> reasons = ImmutableList.builder();
        if (total.outcomes().decided() == 0) {
            reasons.add("no connect was made");
        }
        shortage(reasons, total, Outcome.NO_LOCAL_PORT, "had no ephemeral port left");
        shortage(reasons, total, Outcome.NO_DESCRIPTOR, "had no file descriptor left");
        plan.schedule().tolerance().ifPresent(tolerance -> punctuality(reasons, total, tolerance));
        return new Validity(reasons.build());
    }

    /** Returns whether the run measured what it was meant to. */
    public boolean isValid() {
        return reasons.isEmpty();
    }

    private static void punctuality(ImmutableList.Builder<String> reasons, Snapshot total, Tolerance tolerance) {
        long due = total.attempts() + total.skipped();
        if (total.skipped() * 100.0 > tolerance.skippedPercent() * due) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "%,d of %,d due times were skipped: expected at most %s %%",
                    total.skipped(),
                    due,
                    DecimalFormat.getInstance(Locale.ROOT).format(tolerance.skippedPercent())));
        }
        long lateness = total.lateness().getValueAtPercentile(tolerance.latenessPercentile());
        if (lateness > tolerance.lateness().toNanos()) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "lateness p%.0f was %.2fms: expected at most %.2fms",
                    tolerance.latenessPercentile(),
                    // Not rounded down to what is expected.
                    Math.max(lateness, tolerance.lateness().toNanos() + 10_000) / 1e6,
                    tolerance.lateness().toNanos() / 1e6));
        }
    }

    private static void shortage(
            ImmutableList.Builder<String> reasons, Snapshot total, Outcome outcome, String whatHappened) {
        long count = total.count(outcome);
        if (count > 0) {
            reasons.add(String.format(Locale.ROOT, "%,d of %,d attempts %s", count, total.attempts(), whatHappened));
        }
    }
}
