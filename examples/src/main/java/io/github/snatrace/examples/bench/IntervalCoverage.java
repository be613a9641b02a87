package io.github.snatrace.examples.bench;

import io.github.snatrace.compare.Change;
import io.github.snatrace.compare.Comparison;
import io.github.snatrace.compare.FailureRate;
import io.github.snatrace.compare.FailureSeries;
import io.github.snatrace.compare.PercentileChange;
import io.github.snatrace.compare.Power;
import io.github.snatrace.compare.Proportion;
import io.github.snatrace.stats.Series;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Simulates pairs of runs whose true rates are known, and counts how often the 95 % intervals of a comparison hold the
 * truth.
 *
 * <p>The seed is fixed: every execution prints the same tables.
 */
public final class IntervalCoverage {

    private static final int PAIRS = 10_000;
    private static final double CONFIDENCE = 0.95;
    private static final int ATTEMPTS_PER_INTERVAL = 500;
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private final PrintStream out;
    private final SplittableRandom random = new SplittableRandom(20_261_123);

    private IntervalCoverage(PrintStream out) {
        this.out = out;
    }

    /** Prints the tables in Markdown. */
    public static void main(String[] args) {
        IntervalCoverage coverage = new IntervalCoverage(System.out);
        coverage.counts();
        coverage.series();
        coverage.confirmation();
        coverage.percentiles();
        coverage.power();
    }

    private void counts() {
        print("| independent failures, totals only | attempts a side | difference | ratio | rate of the candidate |");
        print("|---|--:|--:|--:|--:|");
        counts(0.0223, 0.001, 100_000);
        counts(0.02, 0.01, 10_000);
        counts(0.02, 0.02, 10_000);
        counts(0.01, 0.001, 10_000);
        counts(0.001, 0.0005, 10_000);
        counts(0.3, 0.2, 200);
    }

    private void counts(double from, double to, int attempts) {
        Held held = new Held();
        int rates = 0;
        for (int pair = 0; pair < PAIRS; pair++) {
            Comparison comparison = Comparison.of(counts(attempts, from), counts(attempts, to), CONFIDENCE);
            held.count(comparison, from, to);
            rates += comparison.candidateRate().contains(to) ? 1 : 0;
        }
        print(
                "| %s to %s | %,d | %s | %s | %s |",
                rate(from), rate(to), attempts, share(held.difference), share(held.ratio), share(rates));
    }

    private void series() {
        print("");
        print("| failures, 2 % to 1 %, by intervals | intervals a side | difference | ratio | were there only "
                + "totals |");
        print("|---|--:|--:|--:|--:|");
        for (int intervals : new int[] {60, 200, 400}) {
            series("independent", Bursts.NONE, intervals);
        }
        for (int intervals : new int[] {60, 200, 400}) {
            series("in bursts within one interval", Bursts.WITHIN_AN_INTERVAL, intervals);
        }
        for (int intervals : new int[] {60, 200, 400}) {
            series("in bursts over 2 intervals", Bursts.OVER_TWO, intervals);
        }
        for (int intervals : new int[] {60, 200, 400}) {
            series("in bursts over 4 intervals", Bursts.OVER_FOUR, intervals);
        }
    }

    private void series(String failures, Bursts bursts, int intervals) {
        double from = 0.02;
        double to = 0.01;
        Held held = new Held();
        Held withTotalsOnly = new Held();
        for (int pair = 0; pair < PAIRS; pair++) {
            FailureSeries base = series(intervals, from, bursts);
            FailureSeries candidate = series(intervals, to, bursts);
            held.count(
                    Comparison.of(FailureRate.of(List.of(base)), FailureRate.of(List.of(candidate)), CONFIDENCE),
                    from,
                    to);
            withTotalsOnly.count(Comparison.of(base.total(), candidate.total(), CONFIDENCE), from, to);
        }
        print(
                "| %s | %d | %s | %s | %s |",
                failures, intervals, share(held.difference), share(held.ratio), share(withTotalsOnly.difference));
    }

    /**
     * Runs of another kind, which the method was not chosen by: attempts a millisecond apart, in bursts and pauses of
     * exponential length that end in the middle of an interval, and in which most attempts or hardly any fail.
     */
    private void confirmation() {
        print("");
        print("| attempts 1 ms apart, intervals of 10 ms | length of a run | difference | ratio | were there only "
                + "totals |");
        print("|---|--:|--:|--:|--:|");
        for (int seconds : new int[] {1, 2, 10}) {
            confirmation("bursts of 5 ms, 40 ms apart", 5, 40, seconds);
        }
        for (int seconds : new int[] {1, 2, 10}) {
            confirmation("bursts of 20 ms, 60 ms apart", 20, 60, seconds);
        }
        for (int seconds : new int[] {2, 10}) {
            confirmation("bursts of 50 ms, 50 ms apart", 50, 50, seconds);
        }
    }

    private void confirmation(String failures, double burstMillis, double quietMillis, int seconds) {
        double share = burstMillis / (burstMillis + quietMillis);
        double from = 0.7 * share + 0.02 * (1 - share);
        double to = from / 2;
        Held held = new Held();
        Held withTotalsOnly = new Held();
        for (int pair = 0; pair < PAIRS; pair++) {
            FailureSeries base = millis(seconds * 100, burstMillis, quietMillis, 1);
            FailureSeries candidate = millis(seconds * 100, burstMillis, quietMillis, 0.5);
            held.count(
                    Comparison.of(FailureRate.of(List.of(base)), FailureRate.of(List.of(candidate)), CONFIDENCE),
                    from,
                    to);
            withTotalsOnly.count(Comparison.of(base.total(), candidate.total(), CONFIDENCE), from, to);
        }
        print(
                "| %s | %d s | %s | %s | %s |",
                failures, seconds, share(held.difference), share(held.ratio), share(withTotalsOnly.difference));
    }

    private FailureSeries millis(int intervals, double burstMillis, double quietMillis, double factor) {
        List<Series.Interval> series = new ArrayList<>(intervals);
        boolean burst = random.nextDouble() < burstMillis / (burstMillis + quietMillis);
        double left = random.nextExponential() * (burst ? burstMillis : quietMillis);
        for (int interval = 0; interval < intervals; interval++) {
            long failures = 0;
            for (int attempt = 0; attempt < 10; attempt++) {
                failures += random.nextDouble() < factor * (burst ? 0.7 : 0.02) ? 1 : 0;
                for (left--; left < 0; left += random.nextExponential() * (burst ? burstMillis : quietMillis)) {
                    burst = !burst;
                }
            }
            series.add(new Series.Interval(failures, 10));
        }
        return new FailureSeries(series);
    }

    /**
     * The latencies are log-normal, the candidate's 20 % above the base's, so that the truth is a quantile of the
     * normal.
     */
    private void percentiles() {
        print("");
        print("| percentile, 20 % up, 10,000 latencies a side | difference |");
        print("|---|--:|");
        for (double percentile : new double[] {50, 99, 99.9}) {
            double change = (2400 - 2000) * Math.exp(NORMAL.inverseCumulativeProbability(percentile / 100) / 2);
            int held = 0;
            for (int pair = 0; pair < PAIRS; pair++) {
                held += PercentileChange.between(latencies(2000), latencies(2400), percentile, CONFIDENCE, pair)
                                .orElseThrow()
                                .difference()
                                .contains(change)
                        ? 1
                        : 0;
            }
            print("| p%s | %s |", Double.toString(percentile).replace(".0", ""), share(held));
        }
    }

    private void power() {
        print("");
        print("| change, planned for a power of 80 % | attempts a side | found |");
        print("|---|--:|--:|");
        power(0.0223, 0.0178);
        power(0.02, 0.01);
        power(0.0223, 0.001);
    }

    private void power(double from, double to) {
        int attempts = Math.toIntExact(new Power(1 - CONFIDENCE, 0.8, 1).attemptsPerSide(from, to));
        int found = 0;
        for (int pair = 0; pair < PAIRS; pair++) {
            Comparison comparison = Comparison.of(counts(attempts, from), counts(attempts, to), CONFIDENCE);
            found += comparison.verdict() == Change.BETTER ? 1 : 0;
        }
        print("| %s to %s | %,d | %s |", rate(from), rate(to), attempts, share(found));
    }

    private FailureSeries series(int intervals, double rate, Bursts bursts) {
        List<Series.Interval> series = new ArrayList<>(intervals);
        boolean burst = random.nextDouble() < Bursts.SHARE;
        for (int i = 0; i < intervals; i++) {
            series.add(new Series.Interval(
                    failures(ATTEMPTS_PER_INTERVAL, rate * bursts.factor(burst)), ATTEMPTS_PER_INTERVAL));
            burst = random.nextDouble() < bursts.chanceOfBurst(burst);
        }
        return new FailureSeries(series);
    }

    private Proportion counts(int attempts, double rate) {
        return new Proportion(failures(attempts, rate), attempts);
    }

    /** Draws from the binomial distribution by the gaps between failures, which are geometric. */
    private long failures(int attempts, double rate) {
        double scale = 1 / Math.log1p(-rate);
        long failures = 0;
        double attempt = Math.floor(Math.log(1 - random.nextDouble()) * scale);
        while (attempt < attempts) {
            failures++;
            attempt += 1 + Math.floor(Math.log(1 - random.nextDouble()) * scale);
        }
        return failures;
    }

    private Histogram latencies(double median) {
        Histogram histogram = new Histogram(3);
        for (int i = 0; i < 10_000; i++) {
            histogram.recordValue((long) (median * Math.exp(0.5 * random.nextGaussian())));
        }
        return histogram;
    }

    private static String rate(double rate) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * rate);
    }

    private static String share(int held) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * held / PAIRS);
    }

    private void print(String format, Object... arguments) {
        out.println(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments));
    }

    /** Says how the rate moves: a quarter of the intervals fail five times as often as the rest. */
    private enum Bursts {
        NONE(0.25),
        WITHIN_AN_INTERVAL(0.25),
        OVER_TWO(0.5),
        OVER_FOUR(0.75);

        static final double SHARE = 0.25;

        private final double persistence;

        Bursts(double persistence) {
            this.persistence = persistence;
        }

        double factor(boolean burst) {
            if (this == NONE) {
                return 1;
            }
            return burst ? 2.5 : 0.5;
        }

        double chanceOfBurst(boolean burst) {
            return burst ? persistence : (1 - persistence) * SHARE / (1 - SHARE);
        }
    }

    /** Counts the intervals that held the truth. */
    private static final class Held {
        private int difference;
        private int ratio;

        void count(Comparison comparison, double from, double to) {
            difference += comparison.difference().contains(to - from) ? 1 : 0;
            ratio += comparison.riskRatio().contains(to / from) ? 1 : 0;
        }
    }
}
