package io.github.snatrace.dial;

import com.google.common.collect.ImmutableList;
import java.text.DecimalFormat;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Whether a run measured the network, or its own generator. A run in which the dialer could not keep to its plan says
 * nothing about the network, however good its numbers look.
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
     * <p>A run without a connect is invalid; so is one in which any attempt had no source port or descriptor of its
     * own, and one that missed more of its schedule than {@link Schedule#tolerance} allows.
     *
     * @param skipped due times that passed without an attempt
     * @param latenessNanos how far behind their due times the attempts began
     */
    public static Validity of(DialPlan plan, Outcomes outcomes, long skipped, Histogram latenessNanos) {
        ImmutableList.Builder<String> reasons = ImmutableList.builder();
        if (outcomes.decided() == 0) {
            reasons.add("no connect was made");
        }
        shortage(reasons, outcomes, Outcome.NO_LOCAL_PORT, "had no ephemeral port left");
        shortage(reasons, outcomes, Outcome.NO_DESCRIPTOR, "had no file descriptor left");
        plan.schedule().tolerance().ifPresent(tolerance -> {
            skipping(reasons, outcomes.attempts() + skipped, skipped, tolerance);
            lateness(reasons, latenessNanos, tolerance);
        });
        return new Validity(reasons.build());
    }

    /** Returns whether the run measured what it was meant to. */
    public boolean isValid() {
        return reasons.isEmpty();
    }

    private static void skipping(ImmutableList.Builder<String> reasons, long due, long skipped, Tolerance tolerance) {
        if (skipped * 100.0 > tolerance.skippedPercent() * due) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "%,d of %,d due times were skipped: expected at most %s %%",
                    skipped,
                    due,
                    DecimalFormat.getInstance(Locale.ROOT).format(tolerance.skippedPercent())));
        }
    }

    private static void lateness(ImmutableList.Builder<String> reasons, Histogram nanos, Tolerance tolerance) {
        long lateness = nanos.getValueAtPercentile(tolerance.latenessPercentile());
        long most = tolerance.lateness().toNanos();
        if (lateness > most) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "lateness p%.0f was %.2fms: expected at most %.2fms",
                    tolerance.latenessPercentile(),
                    // Not rounded down to what is expected.
                    Math.max(lateness, most + 10_000) / 1e6,
                    most / 1e6));
        }
    }

    private static void shortage(
            ImmutableList.Builder<String> reasons, Outcomes outcomes, Outcome outcome, String whatHappened) {
        long count = outcomes.count(outcome);
        if (count > 0) {
            reasons.add(String.format(Locale.ROOT, "%,d of %,d attempts %s", count, outcomes.attempts(), whatHappened));
        }
    }
}
