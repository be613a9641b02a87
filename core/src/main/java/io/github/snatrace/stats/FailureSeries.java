package io.github.snatrace.stats;

import java.util.List;

/**
 * Holds one run as its consecutive intervals, which show what a total hides: whether failures come alone or in bursts.
 *
 * <p>The intervals are in the order of time and of about the same length. One interval is a run of which only the total is known.
 */
public record FailureSeries(List<Interval> intervals) {

    public FailureSeries {
        intervals = List.copyOf(intervals);
        if (intervals.stream().allMatch(interval -> interval.attempts == 0)) {
            throw new IllegalArgumentException(
                    "a run needs an attempt, got none in " + intervals.size() + " intervals");
        }
    }

    /** A run of which only the total is known. */
    public static FailureSeries of(Proportion total) {
        return new FailureSeries(List.of(new Interval(total.failures(), total.attempts())));
    }

    /** The sum of the intervals. */
    public Proportion total() {
        return new Proportion(
                intervals.stream().mapToLong(Interval::failures).sum(),
                intervals.stream().mapToLong(Interval::attempts).sum());
    }

    /** Counts one interval of a run, in which there may have been no attempt at all. */
    public record Interval(long failures, long attempts) {

        public Interval {
            if (failures < 0 || failures > attempts) {
                throw new IllegalArgumentException(failures + " failures of " + attempts + " attempts");
            }
        }
    }
}
