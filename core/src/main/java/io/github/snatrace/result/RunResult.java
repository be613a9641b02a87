package io.github.snatrace.result;

import com.google.common.collect.ImmutableList;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.DialResult;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Outcomes;
import io.github.snatrace.dial.Validity;
import io.github.snatrace.stats.Series;
import io.github.snatrace.stats.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BinaryOperator;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to, or several runs that were added. Outcomes are always known; what else is not known is null or
 * empty.
 *
 * @param ids of the run, or of the runs that were added; no two runs have the same
 * @param outcomes how many attempts ended how
 * @param skipped due times that passed without an attempt
 * @param connectMillis elapsed times of the attempts that connected
 * @param slow how many of them took as long as a SYN that was sent again
 * @param latenessMillis how far behind their due times the attempts began
 * @param valid whether the run measured the network and not its own generator
 * @param invalidBecause why it is not valid, in words
 * @param distributions what the percentiles are from
 * @param series the run by intervals
 * @param explanation why connects failed, if somebody looked
 */
public record RunResult(
        List<String> ids,
        Conditions conditions,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        Outcomes outcomes,
        long skipped,
        @Nullable Percentiles connectMillis,
        @Nullable SlowConnects slow,
        @Nullable Percentiles latenessMillis,
        @Nullable Boolean valid,
        List<String> invalidBecause,
        @Nullable Distributions distributions,
        @Nullable Series series,
        @Nullable Explanation explanation) {

    /** A finer series than this tells a comparison no more. */
    private static final int LONGEST_SERIES = 1_000;

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if the distributions or the series do not add up to the outcomes
     */
    public RunResult {
        ids = List.copyOf(ids);
        invalidBecause = List.copyOf(invalidBecause);
        if (distributions != null) {
            requireSame(outcomes, distributions.outcomes());
        }
        if (series != null) {
            requireSum(outcomes, series.total());
        }
    }

    /** Returns the result of a run on this machine, with an id of its own. */
    public static RunResult of(
            DialPlan plan, Snapshot total, Validity validity, Optional<Series> series, @Nullable String topology) {
        return of(
                List.of(UUID.randomUUID().toString()),
                Conditions.of(plan, topology),
                total.startedAt(),
                total.endedAt(),
                total.skipped(),
                validity.isValid(),
                validity.reasons(),
                Distributions.of(total),
                series.orElse(null));
    }

    /** Returns what the dialer says of a run on this machine: its outcomes and its validity, without distributions. */
    public static RunResult of(DialResult result) {
        return new RunResult(
                List.of(UUID.randomUUID().toString()),
                Conditions.of(result.plan(), null),
                result.startedAt(),
                result.endedAt(),
                result.outcomes(),
                result.skipped(),
                null,
                null,
                null,
                result.isValid(),
                result.validity().reasons(),
                null,
                null,
                null);
    }

    private static RunResult of(
            List<String> ids,
            Conditions conditions,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            long skipped,
            @Nullable Boolean valid,
            List<String> invalidBecause,
            Distributions distributions,
            @Nullable Series series) {
        Histogram connected = distributions.elapsed(Outcome.CONNECTED);
        return new RunResult(
                ids,
                conditions,
                startedAt,
                endedAt,
                distributions.outcomes(),
                skipped,
                Percentiles.ofNanos(connected),
                SlowConnects.of(connected),
                Percentiles.ofNanos(distributions.lateness()),
                valid,
                invalidBecause,
                distributions,
                series == null ? null : series.inAtMost(LONGEST_SERIES),
                null);
    }

    /** Returns attempts per second from {@code startedAt} to {@code endedAt}; null where these are not known. */
    public @Nullable Double perSecond() {
        if (startedAt == null || endedAt == null || !endedAt.isAfter(startedAt)) {
            return null;
        }
        return outcomes.attempts() * 1e9 / Duration.between(startedAt, endedAt).toNanos();
    }

    /** Says whether the run measured its own generator, as far as is known. */
    public boolean isInvalid() {
        return Boolean.FALSE.equals(valid);
    }

    /** Returns the same result with other words for why it is not valid. */
    public RunResult withInvalidBecause(List<String> reasons) {
        return new RunResult(
                ids,
                conditions,
                startedAt,
                endedAt,
                outcomes,
                skipped,
                connectMillis,
                slow,
                latenessMillis,
                valid,
                reasons,
                distributions,
                series,
                explanation);
    }

    /** Returns the same result with why its connects failed. */
    public RunResult withExplanation(Explanation why) {
        return new RunResult(
                ids,
                conditions,
                startedAt,
                endedAt,
                outcomes,
                skipped,
                connectMillis,
                slow,
                latenessMillis,
                valid,
                invalidBecause,
                distributions,
                series,
                why);
    }

    /**
     * Returns both runs as one: counts and distributions are added, and nothing is told that is not a sum of theirs.
     *
     * @throws IllegalArgumentException if they ran under different conditions, or one of them has no distributions
     */
    public RunResult plus(RunResult other) {
        List<Conditions.Difference> differences = conditions.differences(other.conditions);
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException("runs under different conditions: " + differences);
        }
        return of(
                (ids.isEmpty() || other.ids.isEmpty()) ? List.of() : concat(ids, other.ids),
                conditions.common(other.conditions),
                both(startedAt, other.startedAt, (one, two) -> one.isBefore(two) ? one : two),
                both(endedAt, other.endedAt, (one, two) -> one.isAfter(two) ? one : two),
                Math.addExact(skipped, other.skipped),
                (isInvalid() || other.isInvalid()) ? Boolean.FALSE : both(valid, other.valid, Boolean::logicalAnd),
                concat(invalidBecause, other.invalidBecause),
                requireDistributions().plus(other.requireDistributions()),
                both(series, other.series, Series::plus));
    }

    /**
     * Returns the distributions.
     *
     * @throws IllegalArgumentException if there are none
     */
    public Distributions requireDistributions() {
        if (distributions == null) {
            throw new IllegalArgumentException("no histograms: expected them, for percentiles cannot be added");
        }
        return distributions;
    }

    private static void requireSame(Outcomes outcomes, Outcomes distributed) {
        for (Outcome outcome : Outcome.values()) {
            if (outcomes.count(outcome) != distributed.count(outcome)) {
                throw new IllegalArgumentException("the histogram of " + outcome + " has " + distributed.count(outcome)
                        + " values: expected " + outcomes.count(outcome));
            }
        }
    }

    private static void requireSum(Outcomes outcomes, Series.Interval total) {
        if (total.failures() != outcomes.failures() || total.attempts() != outcomes.decided()) {
            throw new IllegalArgumentException("the series has " + total.failures() + " failures of " + total.attempts()
                    + ": expected " + outcomes.failures() + " of " + outcomes.decided());
        }
    }

    private static <T> List<T> concat(List<T> one, List<T> other) {
        return ImmutableList.<T>builder().addAll(one).addAll(other).build();
    }

    /** What the two come to; null if one of them is not known. */
    private static <T> @Nullable T both(@Nullable T one, @Nullable T other, BinaryOperator<T> sum) {
        return one == null || other == null ? null : sum.apply(one, other);
    }
}
