package io.github.snatrace.compare;

/**
 * Compares the failure rates of two sides.
 *
 * <p>The intervals of the difference and of the ratio are both recovered from Wilson's limits of the two rates:
 * Newcombe's hybrid score interval (1998, method 10) and its counterpart for ratios, MOVER-R (Donner and Zou 2012).
 * They agree on whether there is a difference, they behave when a side has no failures, and clustering widens them
 * through the number of attempts that the limits are taken from.
 *
 * @param difference candidate minus base, -1 to 1
 * @param riskRatio candidate over base; infinite without failures in the base, NaN without any at all
 */
public record Comparison(
        FailureRate base,
        FailureRate candidate,
        double confidence,
        Estimate baseRate,
        Estimate candidateRate,
        Estimate difference,
        Estimate riskRatio,
        Significance significance) {

    /** Compares at a confidence such as 0.95. */
    public static Comparison of(FailureRate base, FailureRate candidate, double confidence) {
        FailureRate from = base.clusteredAtLeastAs(candidate);
        FailureRate to = candidate.clusteredAtLeastAs(base);
        Estimate fromLimits = from.wilson(confidence);
        Estimate toLimits = to.wilson(confidence);
        return new Comparison(
                from,
                to,
                confidence,
                from.estimate(confidence),
                to.estimate(confidence),
                difference(fromLimits, toLimits),
                ratio(fromLimits, toLimits),
                Significance.of(from, to));
    }

    /** Compares counts of which nothing else is known. */
    public static Comparison of(Proportion base, Proportion candidate, double confidence) {
        return of(FailureRate.of(base), FailureRate.of(candidate), confidence);
    }

    /**
     * Says whether the counts bound the rates of both sides, and so the difference; its interval is else as wide as can
     * be.
     */
    public boolean isBounded() {
        return base.isBounded() && candidate.isBounded();
    }

    /** What the interval of the difference says; never {@link Change#NOT_COMPARABLE}, for counts cannot tell. */
    public Change verdict() {
        if (difference.contains(0)) {
            return Change.NO_CHANGE;
        }
        return difference.high() < 0 ? Change.BETTER : Change.WORSE;
    }

    private static Estimate difference(Estimate base, Estimate candidate) {
        double value = candidate.value() - base.value();
        return new Estimate(
                value,
                value - Math.hypot(candidate.value() - candidate.low(), base.high() - base.value()),
                value + Math.hypot(candidate.high() - candidate.value(), base.value() - base.low()));
    }

    /** Solves for the ratios R at which a limit of the interval of {@code candidate - R * base} is 0. */
    private static Estimate ratio(Estimate base, Estimate candidate) {
        double product = base.value() * candidate.value();
        double lowest = reach(candidate.value(), candidate.low());
        double highest = reach(candidate.value(), candidate.high());
        double baseHighest = reach(base.value(), base.high());
        double baseLowest = reach(base.value(), base.low());
        // Rationalised, for the plain form of the lower limit loses its digits and divides by 0 where high is twice the
        // value.
        double low =
                lowest <= 0 ? 0 : lowest / (product + Math.sqrt(Math.max(0, product * product - lowest * baseHighest)));
        double high = baseLowest <= 0
                ? Double.POSITIVE_INFINITY
                : (product + Math.sqrt(Math.max(0, product * product - highest * baseLowest))) / baseLowest;
        return new Estimate(candidate.value() / base.value(), low, high);
    }

    private static double reach(double value, double limit) {
        return limit * (2 * value - limit);
    }
}
