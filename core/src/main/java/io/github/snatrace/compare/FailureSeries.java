package io.github.snatrace.compare;

import io.github.snatrace.stats.Series;
import java.util.List;

/**
 * Holds one run as its consecutive intervals, which show what a total hides: whether failures come alone or in bursts.
 *
 * <p>The intervals are in the order of time and of about the same length. One interval is a run of which only the total
 * is known.
 */
public record FailureSeries(List<Series.Interval> intervals) {

    public FailureSeries {
        intervals = List.copyOf(intervals);
        if (intervals.stream().allMatch(interval -> interval.attempts() == 0)) {
            throw new IllegalArgumentException(
                    "a run needs an attempt, got none in " + intervals.size() + " intervals");
        }
    }

    /** A run of which only the total is known. */
    public static FailureSeries of(Proportion total) {
        return new FailureSeries(List.of(new Series.Interval(total.failures(), total.attempts())));
    }

    /** A run by the intervals in which its attempts began. */
    public static FailureSeries of(Series series) {
        return new FailureSeries(series.intervals());
    }

    /** The sum of the intervals. */
    public Proportion total() {
        return new Proportion(
                intervals.stream().mapToLong(Series.Interval::failures).sum(),
                intervals.stream().mapToLong(Series.Interval::attempts).sum());
    }
}
