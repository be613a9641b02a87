package io.github.snatrace.client.text;

import io.github.snatrace.compare.Change;
import io.github.snatrace.compare.Clustering;
import io.github.snatrace.compare.Comparison;
import io.github.snatrace.compare.Estimate;
import io.github.snatrace.compare.FailureRate;
import io.github.snatrace.compare.PercentileChange;
import io.github.snatrace.compare.Power;
import io.github.snatrace.compare.Proportion;
import io.github.snatrace.compare.Significance;
import io.github.snatrace.result.Conditions;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A comparison for people: the verdict first, then the effect with its interval, then the rest. */
public final class ComparisonText {

    private static final double PLANNED_POWER = 0.8;

    private final StringBuilder text = new StringBuilder();
    private final RunComparison runs;
    private final Comparison failures;

    private ComparisonText(RunComparison runs) {
        this.runs = runs;
        this.failures = runs.failures();
    }

    public static String of(RunComparison runs) {
        return new ComparisonText(runs).write();
    }

    /** The verdict in one sentence. */
    public static String sentence(RunComparison runs) {
        return label(runs.verdict()) + ": " + explanation(runs);
    }

    /** A verdict in a word or two. */
    public static String label(Change verdict) {
        return switch (verdict) {
            case NOT_COMPARABLE -> "not comparable";
            case BETTER -> "better";
            case WORSE -> "worse";
            case NO_CHANGE -> "no detectable change";
        };
    }

    /** What the verdict is founded on. */
    public static String explanation(RunComparison runs) {
        return switch (runs.verdict()) {
            case NOT_COMPARABLE -> String.join("; ", reasons(runs));
            case BETTER, WORSE -> change(runs.failures(), " instead of ");
            case NO_CHANGE ->
                runs.failures().isBounded() ? change(runs.failures(), " against ") : tooShort(runs.failures());
        };
    }

    /** Why the runs are not comparable; empty if they are. */
    static List<String> reasons(RunComparison runs) {
        List<String> reasons = differences(runs);
        for (ResultFile file : runs.invalid()) {
            List<String> because = file.result().invalidBecause();
            reasons.add(file.path() + " is INVALID" + (because.isEmpty() ? "" : ": " + String.join("; ", because)));
        }
        return reasons;
    }

    /** The conditions that were not the same for all of the runs. */
    public static List<String> differences(RunComparison runs) {
        return new ArrayList<>(
                runs.differences().stream().map(ComparisonText::difference).toList());
    }

    /** A condition that was not the same for two runs. */
    public static String difference(Conditions.Difference difference) {
        String name = switch (difference.condition()) {
            case TARGET -> "target";
            case MODE -> "mode";
            case WORKERS -> "number of workers";
            case DIAL_INTERVAL -> "dial interval (us)";
            case RATE -> "rate (per second)";
            case STEP -> "step (us)";
            case SOURCE_PORTS -> "source ports";
            case TIMEOUT -> "timeout (ms)";
            case CLOSE -> "close";
            case TOPOLOGY -> "topology";
            case KERNEL -> "kernel";
            case CPUS -> "number of CPUs";
        };
        return "different " + name + ", " + difference.one() + " and " + difference.other();
    }

    /** What a reader should know before trusting the numbers. */
    public static List<String> notes(RunComparison runs) {
        List<String> notes = new ArrayList<>();
        noteIfUnlike("base", runs.unlikeBase(), notes);
        noteIfUnlike("candidate", runs.unlikeCandidate(), notes);
        return notes;
    }

    private static void noteIfUnlike(String side, List<Proportion> runs, List<String> notes) {
        if (!runs.isEmpty()) {
            String rates = runs.stream().map(run -> Wording.percent(run.rate())).collect(Collectors.joining(", "));
            notes.add("the runs of the " + side + " differ by more than chance: " + rates);
        }
    }

    /** The name of a test in words. */
    public static String testName(Significance.Test test) {
        return switch (test) {
            case FISHER_EXACT -> "Fisher's exact test";
            case CHI_SQUARE -> "chi-square test";
            case ADJUSTED_SCORE -> "score test adjusted for clustering";
        };
    }

    private static String tooShort(Comparison failures) {
        return Wording.percent(failures.candidate().counts().rate()) + " of connects failed against "
                + Wording.percent(failures.base().counts().rate()) + ", in too few intervals to see bursts by";
    }

    private static String change(Comparison failures, String versus) {
        Proportion base = failures.base().counts();
        Proportion candidate = failures.candidate().counts();
        String confidence = Wording.confidence(failures.confidence());
        if (base.failures() == 0 && candidate.failures() == 0) {
            return "no connect failed on either side, which says " + atMost(failures.baseRate()) + " for the base and "
                    + atMost(failures.candidateRate()) + " for the candidate (" + confidence + ")";
        }
        Estimate ratio = failures.riskRatio();
        if (base.failures() == 0) {
            return Wording.percent(candidate.rate()) + " of connects failed" + versus + "0 of "
                    + Wording.count(base.attempts()) + " (" + atMost(failures.baseRate()) + "), at least "
                    + Wording.ratio(ratio.low()) + " times as often (" + confidence + ")";
        }
        if (candidate.failures() == 0) {
            return "0 of " + Wording.count(candidate.attempts()) + " connects failed ("
                    + atMost(failures.candidateRate()) + ")" + versus + Wording.percent(base.rate()) + ", at most "
                    + Wording.ratio(ratio.high()) + " times as often (" + confidence + ")";
        }
        return Wording.percent(candidate.rate()) + " of connects failed" + versus + Wording.percent(base.rate()) + ", "
                + Wording.ratio(ratio.value()) + " times as often (" + confidence + " interval "
                + Wording.ratio(ratio.low()) + " to " + Wording.ratio(ratio.high()) + ")";
    }

    private static String atMost(Estimate rate) {
        return "at most " + Wording.percent(rate.high());
    }

    private String write() {
        line("%s", sentence(runs));
        line("");
        line("%-12s %12s %12s %10s   %s", "", "connects", "failures", "rate", interval());
        side("base", failures.base(), failures.baseRate());
        side("candidate", failures.candidate(), failures.candidateRate());
        line("");
        if (runs.isComparable()) {
            effect();
        }
        clustering("base", failures.base());
        clustering("candidate", failures.candidate());
        for (String note : notes(runs)) {
            line("%-12s %s", "note", note);
        }
        if (runs.isComparable()) {
            detectable();
            percentiles();
        }
        return text.toString();
    }

    private void side(String name, FailureRate side, Estimate rate) {
        String interval = !side.isBounded()
                ? "none"
                : side.counts().failures() == 0
                        ? atMost(rate)
                        : Wording.percent(rate.low()) + " to " + Wording.percent(rate.high());
        line(
                "%-12s %12s %12s %10s   %s",
                name,
                Wording.count(side.counts().attempts()),
                Wording.count(side.counts().failures()),
                Wording.percent(rate.value()),
                interval);
    }

    private void effect() {
        if (!failures.isBounded()) {
            return;
        }
        Estimate difference = failures.difference();
        line(
                "%-12s %s points, %s to %s",
                "difference",
                Wording.signed(100 * difference.value()),
                Wording.signed(100 * difference.low()),
                Wording.signed(100 * difference.high()));
        Estimate ratio = failures.riskRatio();
        if (!Double.isNaN(ratio.value())) {
            line(
                    "%-12s %s, %s to %s",
                    "risk ratio",
                    Wording.ratio(ratio.value()),
                    Wording.ratio(ratio.low()),
                    Wording.ratio(ratio.high()));
        }
        line(
                "%-12s %s, %s",
                "p",
                Wording.pValue(failures.significance().pValue()),
                testName(failures.significance().test()));
    }

    private void clustering(String name, FailureRate side) {
        Clustering clustering = side.clustering();
        if (clustering == null) {
            return;
        }
        String units = clustering.units()
                + switch (clustering.unit()) {
                    case INTERVAL -> " intervals";
                    case RUN -> " runs";
                };
        if (side.counts().failures() == 0) {
            line("%-12s %s: as the other side, for without a failure it shows none", "clustering", name);
        } else if (!clustering.isKnown()) {
            line(
                    "%-12s %s: not to be seen in %s, at least %d are needed: no interval, a longer run has one",
                    "clustering", name, units, Clustering.FEWEST_INTERVALS);
        } else if (clustering.varianceInflation() == 1) {
            line("%-12s %s: none to be seen in %s", "clustering", name, units);
        } else {
            line(
                    "%-12s %s: the rate varies %.1f times as much as that of independent failures (%s)",
                    "clustering", name, clustering.varianceInflation(), units);
        }
    }

    /** What the runs could have shown, for no detectable change is not no change. */
    private void detectable() {
        if (failures.verdict() != Change.NO_CHANGE || !failures.isBounded()) {
            return;
        }
        long attempts = (long) Math.min(
                failures.base().effectiveAttempts(), failures.candidate().effectiveAttempts());
        Power power = new Power(1 - failures.confidence(), PLANNED_POWER, 1);
        double rate = failures.baseRate().value();
        List<String> seen = new ArrayList<>();
        power.detectableBelow(rate, attempts).ifPresent(below -> seen.add("a fall to " + Wording.percent(below)));
        power.detectableAbove(rate, attempts).ifPresent(above -> seen.add("a rise to " + Wording.percent(above)));
        line(
                "%-12s %s would have been seen with a probability of %s",
                "power",
                seen.isEmpty() ? "no change whatever" : String.join(" or ", seen),
                Wording.confidence(PLANNED_POWER));
    }

    private void percentiles() {
        if (runs.connectNanos().isEmpty()) {
            return;
        }
        line("");
        line("%-12s %12s %12s %10s   %s", "connect ms", "base", "candidate", "difference", interval());
        for (PercentileChange change : runs.connectNanos()) {
            line(
                    "%-12s %12s %12s %10s   %s to %s",
                    "p" + Wording.plain(change.percentile()),
                    millis(change.base().value()),
                    millis(change.candidate().value()),
                    signedMillis(change.difference().value()),
                    signedMillis(change.difference().low()),
                    signedMillis(change.difference().high()));
        }
    }

    private String interval() {
        return Wording.confidence(failures.confidence()) + " interval";
    }

    private static String millis(double nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
    }

    private static String signedMillis(double nanos) {
        return String.format(Locale.ROOT, "%+.3f", nanos / 1e6);
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append(System.lineSeparator());
    }
}
