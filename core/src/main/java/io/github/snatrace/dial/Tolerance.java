package io.github.snatrace.dial;

import java.time.Duration;

/**
 * How far a run may miss its schedule and still have measured the network, and not its own dialer.
 *
 * @param skippedPercent the largest share of its due times that may have been skipped, in percent
 * @param latenessPercentile the percentile of lateness that is looked at, 0 to 100
 * @param lateness the most that this percentile may be
 */
public record Tolerance(double skippedPercent, double latenessPercentile, Duration lateness) {}
