package io.github.snatrace.stats;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts attempts and failures by the interval of the wall clock in which the attempts began.
 *
 * <p>The intervals lie at the multiples of their step since the epoch, and every step divides the next longer one. So
 * the series of any two runs can be added: exactly, and at the right time.
 *
 * @param first the number of the first interval: it begins {@code first * step} after the epoch
 * @param step one of {@link #STEPS}
 */
public record Series(long first, Duration step, List<Interval> intervals) {

    /** The steps there are; each divides the next. */
    public static final List<Duration> STEPS = List.of(
            Duration.ofMillis(10),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(20),
            Duration.ofHours(1));

    private static final long MOST_INTERVALS = 1_000_000;

    private static final Interval NOTHING = new Interval(0, 0);

    public Series {
        if (!STEPS.contains(step)) {
            throw new IllegalArgumentException("step " + step + ": expected one of " + STEPS);
        }
        intervals = List.copyOf(intervals);
        if (intervals.isEmpty()) {
            throw new IllegalArgumentException("a series needs an interval, got none");
        }
    }

    /** When the first interval began. */
    public Instant startedAt() {
        return Instant.ofEpochMilli(Math.multiplyExact(first, step.toMillis()));
    }

    /** When the last interval ended. */
    public Instant endedAt() {
        return startedAt().plus(step.multipliedBy(intervals.size()));
    }

    /** The sum of the intervals. */
    public Interval total() {
        return intervals.stream().reduce(NOTHING, Interval::plus);
    }

    /**
     * The series of both together, at the longer of the two steps, or at a longer one yet where they lie so far apart
     * that there would be more than a million intervals.
     */
    public Series plus(Series other) {
        Duration longer = step.compareTo(other.step) >= 0 ? step : other.step;
        Instant from = startedAt().isBefore(other.startedAt()) ? startedAt() : other.startedAt();
        Instant to = endedAt().isAfter(other.endedAt()) ? endedAt() : other.endedAt();
        return plus(other, stepFor(longer, Duration.between(from, to)));
    }

    private static Duration stepFor(Duration shortest, Duration span) {
        return STEPS.subList(STEPS.indexOf(shortest), STEPS.size()).stream()
                .filter(step -> span.dividedBy(step) <= MOST_INTERVALS)
                .findFirst()
                .orElse(STEPS.get(STEPS.size() - 1));
    }

    private Series plus(Series other, Duration longer) {
        Series one = withStep(longer);
        Series another = other.withStep(longer);
        long from = Math.min(one.first, another.first);
        long to = Math.max(one.first + one.intervals.size(), another.first + another.intervals.size());
        List<Interval> sums = new ArrayList<>();
        for (long index = from; index < to; index++) {
            sums.add(one.at(index).plus(another.at(index)));
        }
        return new Series(from, longer, sums);
    }

    /** The same counts in as short a step as makes no more than {@code most} intervals of them, or the longest step. */
    public Series inAtMost(int most) {
        Series series = this;
        for (Duration longer : STEPS.subList(STEPS.indexOf(step) + 1, STEPS.size())) {
            if (series.intervals.size() <= most) {
                break;
            }
            series = withStep(longer);
        }
        return series;
    }

    private Series withStep(Duration longer) {
        long factor = longer.dividedBy(step);
        long from = Math.floorDiv(first, factor);
        long to = Math.floorDiv(first + intervals.size() - 1, factor);
        List<Interval> sums = new ArrayList<>();
        for (long index = from; index <= to; index++) {
            Interval sum = NOTHING;
            for (long part = index * factor; part < (index + 1) * factor; part++) {
                sum = sum.plus(at(part));
            }
            sums.add(sum);
        }
        return new Series(from, longer, sums);
    }

    private Interval at(long index) {
        long offset = index - first;
        return offset >= 0 && offset < intervals.size() ? intervals.get((int) offset) : NOTHING;
    }

    /** Counts one interval of a run, in which there may have been no attempt at all. */
    public record Interval(long failures, long attempts) {

        public Interval {
            if (failures < 0 || failures > attempts) {
                throw new IllegalArgumentException(failures + " failures of " + attempts + " attempts");
            }
        }

        private Interval plus(Interval other) {
            return new Interval(failures + other.failures, attempts + other.attempts);
        }
    }
}
