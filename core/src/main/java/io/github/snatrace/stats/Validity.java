package io.github.snatrace.stats;

import com.google.common.collect.ImmutableList;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Schedule;
import java.text.DecimalFormat;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Whether a run measured the network, or its own generator. A run in which the dialer could not keep to its plan says nothing about the
 * network, however good its numbers look.
 *
 * @param reasons why the run is not valid, in words for people; empty if it is
 */
public record Validity(List<String> reasons) {

    /** How far a schedule may be missed. What a SYN retransmission costs is a hundred times the lateness allowed to an open loop. */
    private record Tolerance(double skippedPercent, double latenessPercentile, Duration lateness) {

        static Tolerance of(Schedule schedule) {
            return schedule instanceof Schedule.Lockstep grid
                    ? new Tolerance(10, 90, grid.step().dividedBy(10))
                    : new Tolerance(0.1, 99, Duration.ofMillis(10));
        }
    }

    public Validity {
        reasons = ImmutableList.copyOf(reasons);
    }

    /**
     * Judges a run.
     *
     * <p>A run without a connect is invalid; so is one in which any attempt had no source port or descriptor of its own. So does a schedule that was not kept: in an open
     * loop, more than 0.1 % of due times skipped or a 99th percentile of lateness above 10 ms; in lockstep, where every attempt counts for
     * itself but only those on time race, more than 10 % skipped or a 90th percentile above a tenth of the step. Workers are late by design,
     * whenever a connect takes longer than their interval.
     */
    public static Validity of(DialPlan plan, Snapshot total) {
        ImmutableList.Builder<String> reasons = ImmutableList.builder();
        if (total.outcomes().decided() == 0) {
            reasons.add("no connect was made");
        }
        shortage(reasons, total, Outcome.NO_LOCAL_PORT, "had no ephemeral port left");
        shortage(reasons, total, Outcome.NO_DESCRIPTOR, "had no file descriptor left");
        if (!(plan.schedule() instanceof Schedule.Workers)) {
            punctuality(reasons, total, Tolerance.of(plan.schedule()));
        }
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
