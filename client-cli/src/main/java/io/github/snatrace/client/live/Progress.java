package io.github.snatrace.client.live;

import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.stats.Snapshot;
import java.time.Duration;
import java.util.Optional;

/**
 * How far a run is.
 *
 * @param elapsed since its first connect was due; negative before that
 * @param share done, 0 to 1; empty if nothing bounds the run
 * @param left how long it will take, as far as that can be told
 */
public record Progress(Duration elapsed, Optional<Double> share, Optional<Duration> left) {

    static Progress of(DialPlan plan, Snapshot total) {
        return of(plan, total.length(), total.attempts());
    }

    /** Before the first connect is due. */
    static Progress ahead(DialPlan plan, Duration untilStart) {
        return of(plan, untilStart.negated(), 0);
    }

    private static Progress of(DialPlan plan, Duration elapsed, long attempts) {
        double byTime = plan.duration().map(length -> share(elapsed, length)).orElse(-1.0);
        double byCount = plan.attempts().isPresent()
                ? Math.min(1, (double) attempts / plan.attempts().getAsLong())
                : -1;
        double share = Math.max(byTime, byCount);
        if (share < 0) {
            return new Progress(elapsed, Optional.empty(), Optional.empty());
        }
        Optional<Duration> left =
                byTime >= byCount ? plan.duration().map(length -> length.minus(elapsed)) : extrapolate(elapsed, share);
        return new Progress(elapsed, Optional.of(share), left.map(Progress::notNegative));
    }

    private static double share(Duration elapsed, Duration length) {
        return Math.max(0, Math.min(1, (double) elapsed.toMillis() / Math.max(1, length.toMillis())));
    }

    private static Optional<Duration> extrapolate(Duration elapsed, double share) {
        return share <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) (elapsed.toMillis() * (1 - share) / share)));
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
