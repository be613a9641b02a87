package io.github.snatrace.stats;

import com.google.common.collect.ImmutableList;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Schedule;
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

    /** The share of due times that an open-loop or lockstep run may skip. */
    private static final double SKIPPED_LIMIT = 0.001;

    /** How late an open-loop attempt may be, at the 99th percentile: what a SYN retransmission costs is a hundred times as much. */
    private static final Duration LATENESS_LIMIT = Duration.ofMillis(10);

    public Validity {
        reasons = ImmutableList.copyOf(reasons);
    }

    /**
     * Judges a run.
     *
     * <p>Any attempt without a source port or a descriptor of its own makes it invalid; so does, where attempts are due whatever becomes of
     * the others, more than 0.1 % of due times skipped, or a 99th percentile of lateness above 10 ms (open loop) or one step (lockstep).
     * Workers are late by design, whenever a connect takes longer than their interval.
     */
    public static Validity of(DialPlan plan, Snapshot total) {
        ImmutableList.Builder<String> reasons = ImmutableList.builder();
        shortage(reasons, total, Outcome.NO_LOCAL_PORT, "had no ephemeral port left");
        shortage(reasons, total, Outcome.NO_DESCRIPTOR, "had no file descriptor left");
        if (!(plan.schedule() instanceof Schedule.Workers)) {
            long due = total.attempts() + total.skipped();
            if (total.skipped() > SKIPPED_LIMIT * due) {
                reasons.add(String.format(
                        Locale.ROOT,
                        "%,d of %,d due times were skipped: expected at most 0.1 %%",
                        total.skipped(),
                        due));
            }
            Duration limit = plan.schedule() instanceof Schedule.Lockstep grid ? grid.step() : LATENESS_LIMIT;
            long lateness = total.lateness().getValueAtPercentile(99);
            if (lateness > limit.toNanos()) {
                reasons.add(String.format(
                        Locale.ROOT,
                        "lateness p99 was %.1fms: expected at most %.1fms",
                        lateness / 1e6,
                        limit.toNanos() / 1e6));
            }
        }
        return new Validity(reasons.build());
    }

    /** Returns whether the run measured what it was meant to. */
    public boolean isValid() {
        return reasons.isEmpty();
    }

    private static void shortage(
            ImmutableList.Builder<String> reasons, Snapshot total, Outcome outcome, String whatHappened) {
        long count = total.count(outcome);
        if (count > 0) {
            reasons.add(String.format(Locale.ROOT, "%,d of %,d attempts %s", count, total.attempts(), whatHappened));
        }
    }
}
