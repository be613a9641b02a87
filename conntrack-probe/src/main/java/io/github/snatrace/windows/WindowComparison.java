package io.github.snatrace.windows;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Two windows, before and after something was changed.
 *
 * @param first the one before
 * @param second the one after
 * @param by what their losses are measured by
 * @param firstRate the losses of the first
 * @param secondRate the losses of the second
 * @param ratio how many times as much the second loses
 * @param verdict what that says
 * @param missing how much more of the second would have told, if it went on as it did; empty if enough was seen, or no
 *     length of it would do
 * @param differences what else changed
 */
public record WindowComparison(
        Window first,
        Window second,
        Exposure by,
        LossRate firstRate,
        LossRate secondRate,
        RateRatio ratio,
        Verdict verdict,
        Optional<Missing> missing,
        List<Difference> differences) {
    /** Of all intervals. */
    public static final double CONFIDENCE = 0.95;

    private static final double LONGEST = 1 << 20;
    private static final double PRECISION = 1.001;

    /** What two windows say. */
    public enum Verdict {
        /** The second loses less. */
        FEWER,
        /** The second loses more. */
        MORE,
        /** They may lose alike, or not. */
        TOO_LITTLE_SEEN,
        /** Neither lost anything. */
        NOTHING_LOST
    }

    /**
     * What the second window would have to go on for.
     *
     * @param exposure in the measure of the losses
     * @param seconds in time, where its length is known
     */
    public record Missing(double exposure, OptionalDouble seconds) {}

    /** Copies the list. */
    public WindowComparison {
        differences = List.copyOf(differences);
    }

    /** Compares two windows by the best measure that both have; empty if they have none in common. */
    public static Optional<WindowComparison> of(Window first, Window second) {
        return Arrays.stream(Exposure.values())
                .filter(by ->
                        first.exposures().containsKey(by) && second.exposures().containsKey(by))
                .findFirst()
                .map(by -> of(first, second, by));
    }

    private static WindowComparison of(Window first, Window second, Exposure by) {
        LossRate firstRate = first.rate(by);
        LossRate secondRate = second.rate(by);
        RateRatio ratio = RateRatio.of(firstRate, secondRate, CONFIDENCE);
        Verdict verdict = verdict(firstRate, secondRate, ratio);
        return new WindowComparison(
                first,
                second,
                by,
                firstRate,
                secondRate,
                ratio,
                verdict,
                verdict == Verdict.TOO_LITTLE_SEEN ? missing(firstRate, secondRate, second) : Optional.empty(),
                Differences.between(first, second, by));
    }

    private static Verdict verdict(LossRate first, LossRate second, RateRatio ratio) {
        if (first.lost() + second.lost() == 0) {
            return Verdict.NOTHING_LOST;
        }
        return ratio.isLess() ? Verdict.FEWER : ratio.isMore() ? Verdict.MORE : Verdict.TOO_LITTLE_SEEN;
    }

    /** Returns whether counters were reset in neither of them. */
    public boolean isValid() {
        return first.isWhole() && second.isWhole();
    }

    private static Optional<Missing> missing(LossRate first, LossRate second, Window window) {
        double enough = 1;
        while (!tells(first, second, enough)) {
            enough *= 2;
            if (enough > LONGEST) {
                return Optional.empty();
            }
        }
        double tooLittle = enough / 2;
        while (enough / tooLittle > PRECISION) {
            double middle = Math.sqrt(enough * tooLittle);
            if (tells(first, second, middle)) {
                enough = middle;
            } else {
                tooLittle = middle;
            }
        }
        double times = enough - 1;
        OptionalDouble seconds = window.seconds();
        return Optional.of(new Missing(
                times * second.exposure(),
                seconds.isPresent() ? OptionalDouble.of(times * seconds.getAsDouble()) : seconds));
    }

    /** Says whether the second would be less for certain if it had gone on as it did, for so many times as long. */
    private static boolean tells(LossRate first, LossRate second, double times) {
        LossRate longer =
                new LossRate(Math.round(second.lost() * times), second.exposure() * times, second.dispersion());
        return RateRatio.of(first, longer, CONFIDENCE).isLess();
    }
}
