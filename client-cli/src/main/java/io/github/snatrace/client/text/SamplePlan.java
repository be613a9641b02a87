package io.github.snatrace.client.text;

import io.github.snatrace.compare.Power;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * How many connects show which change of the failure rate.
 *
 * @param from the rate of the base, 0 to 1
 * @param below the highest rate below it that is told from it; null where not even 0 is
 * @param above the lowest rate above it that is told from it; null where not even 1 is
 */
public record SamplePlan(
        double from,
        @Nullable Double below,
        @Nullable Double above,
        long connectsPerSide,
        double power,
        double alpha,
        double varianceInflation) {

    /** As many connects as it takes to see one change. */
    public static SamplePlan toSee(double from, double to, Power power) {
        return new SamplePlan(
                from,
                to < from ? to : null,
                to > from ? to : null,
                power.attemptsPerSide(from, to),
                power.power(),
                power.alpha(),
                power.varianceInflation());
    }

    /** The changes that so many connects show. */
    public static SamplePlan of(double from, long connectsPerSide, Power power) {
        return new SamplePlan(
                from,
                orNull(power.detectableBelow(from, connectsPerSide)),
                orNull(power.detectableAbove(from, connectsPerSide)),
                connectsPerSide,
                power.power(),
                power.alpha(),
                power.varianceInflation());
    }

    public String json() {
        return JsonMapper.shared().writeValueAsString(this);
    }

    public String text() {
        return Wording.count(connectsPerSide) + " connects on each side show " + change() + " with a power of "
                + Wording.confidence(power) + " (alpha " + Wording.confidence(alpha) + ", two-sided)";
    }

    private String change() {
        String start = "from " + Wording.percent(from);
        if (below != null && above != null) {
            return "a fall " + start + " to " + Wording.percent(below) + " or a rise to " + Wording.percent(above);
        }
        if (below != null) {
            return "a fall " + start + " to " + Wording.percent(below);
        }
        return above != null ? "a rise " + start + " to " + Wording.percent(above) : "no change " + start;
    }

    private static @Nullable Double orNull(OptionalDouble rate) {
        return rate.isPresent() ? rate.getAsDouble() : null;
    }
}
