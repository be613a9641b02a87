package io.github.snatrace.stats;

import com.google.common.collect.Maps;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Outcomes;
import io.github.snatrace.dial.Validity;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What happened in an interval: the distribution of elapsed times for each {@link Outcome}, of lateness over all
 * attempts, and the due times that were skipped. Every count is that of a histogram, so that a count and its
 * distribution cannot disagree. All histograms hold nanoseconds, to three significant digits.
 *
 * <p>Snapshots of one run add up exactly ({@link #plus}). Immutable, as long as nobody writes to the histograms it
 * hands out, which are copies.
 */
public final class Snapshot {

    /** The longest time that is told apart from longer ones: attempts that take more are recorded as this. */
    static final Duration LONGEST = Duration.ofHours(1);

    static final int SIGNIFICANT_DIGITS = 3;

    private final Instant startedAt;
    private final Instant endedAt;
    private final Map<Outcome, Histogram> elapsed;
    private final Histogram lateness;
    private final long skipped;

    /** Takes the histograms over: the caller keeps none of them. */
    Snapshot(Instant startedAt, Instant endedAt, Map<Outcome, Histogram> elapsed, Histogram lateness, long skipped) {
        this.startedAt = startedAt;
        this.endedAt = endedAt;
        this.elapsed = elapsed;
        this.lateness = lateness;
        this.skipped = skipped;
    }

    /** Returns the snapshot of no time at all in which nothing happened, the neutral element of {@link #plus}. */
    public static Snapshot empty(Instant at) {
        return new Snapshot(at, at, new EnumMap<>(Outcome.class), newHistogram(), 0);
    }

    static Histogram newHistogram() {
        return new Histogram(LONGEST.toNanos(), SIGNIFICANT_DIGITS);
    }

    /** Returns when the interval began. */
    public Instant startedAt() {
        return startedAt;
    }

    /** Returns when the interval ended. */
    public Instant endedAt() {
        return endedAt;
    }

    /** Returns the length of the interval. */
    public Duration length() {
        return Duration.between(startedAt, endedAt);
    }

    /** Returns how many attempts ended how. */
    public Outcomes outcomes() {
        return new Outcomes(Maps.transformValues(elapsed, Histogram::getTotalCount));
    }

    /** Returns how many attempts ended so. */
    public long count(Outcome outcome) {
        return outcomes().count(outcome);
    }

    /** Returns how many attempts ended. */
    public long attempts() {
        return outcomes().attempts();
    }

    /** Returns how many attempts were failures. */
    public long failures() {
        return outcomes().failures();
    }

    /** Returns how many due times passed without an attempt. */
    public long skipped() {
        return skipped;
    }

    /** Returns attempts per second of the interval; 0 for an interval of no length. */
    public double perSecond() {
        long nanos = length().toNanos();
        return nanos <= 0 ? 0 : attempts() * 1e9 / nanos;
    }

    /** Returns the distribution of the elapsed time of the attempts that ended so, in nanoseconds. */
    public Histogram elapsed(Outcome outcome) {
        Histogram histogram = elapsed.get(outcome);
        return histogram == null ? newHistogram() : histogram.copy();
    }

    /** Returns the distribution of the elapsed time of all attempts, timeouts included, in nanoseconds. */
    public Histogram elapsed() {
        Histogram all = newHistogram();
        elapsed.values().forEach(all::add);
        return all;
    }

    /** Returns the distribution of how far behind their due times the attempts began, in nanoseconds. */
    public Histogram lateness() {
        return lateness.copy();
    }

    /** Judges the interval as a whole run of a plan. */
    public Validity validity(DialPlan plan) {
        return Validity.of(plan, outcomes(), skipped, lateness);
    }

    /** Returns the snapshot of both intervals together. Nothing is averaged: histograms and counts are added. */
    public Snapshot plus(Snapshot other) {
        Map<Outcome, Histogram> sums = new EnumMap<>(Outcome.class);
        elapsed.forEach((outcome, histogram) -> sums.put(outcome, histogram.copy()));
        other.elapsed.forEach((outcome, histogram) ->
                sums.computeIfAbsent(outcome, first -> newHistogram()).add(histogram));
        Histogram latenessSum = lateness.copy();
        latenessSum.add(other.lateness);
        return new Snapshot(
                startedAt.isBefore(other.startedAt) ? startedAt : other.startedAt,
                endedAt.isAfter(other.endedAt) ? endedAt : other.endedAt,
                sums,
                latenessSum,
                skipped + other.skipped);
    }
}
