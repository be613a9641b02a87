package io.github.snatrace.probe.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.snatrace.windows.Difference;
import io.github.snatrace.windows.Limits;
import io.github.snatrace.windows.LossRate;
import io.github.snatrace.windows.Window;
import io.github.snatrace.windows.WindowComparison;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The machine-readable form of a comparison of two windows, a contract: fields are added, never renamed.
 *
 * @param verdict FEWER, MORE, TOO_LITTLE_SEEN or NOTHING_LOST: what B loses beside A
 * @param valid false if counters were reset in a window
 * @param by what the losses are measured by: CONNECTIONS, NEW_ENTRIES, TRANSLATED, IPVS, FORWARDED or SECONDS
 * @param a the first window
 * @param b the second
 * @param ratio the rate of B by the rate of A; not there if that is no number
 * @param ratioLow the lower limit of its interval
 * @param ratioHigh the upper limit, not there if there is none
 * @param pValue how likely such a difference would be if there were none
 * @param missing how much more of B would tell
 * @param changed what else changed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WindowsJson(
        String verdict,
        boolean valid,
        String by,
        Side a,
        Side b,
        @Nullable Double ratio,
        double ratioLow,
        @Nullable Double ratioHigh,
        double pValue,
        @Nullable Missing missing,
        List<Difference> changed) {
    private static final double MILLION = 1e6;

    /** A window: how long, how much, what was lost, and the rate per million with its interval. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Side(
            @Nullable Double seconds,
            double exposure,
            long lost,
            double perMillion,
            double perMillionLow,
            double perMillionHigh,
            double dispersion) {

        static Side of(Window window, LossRate rate) {
            Limits limits = rate.limits(WindowComparison.CONFIDENCE);
            return new Side(
                    boxed(window.seconds()),
                    rate.exposure(),
                    rate.lost(),
                    MILLION * rate.rate(),
                    MILLION * limits.low(),
                    MILLION * limits.high(),
                    rate.dispersion());
        }
    }

    /** How much more of B would tell. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Missing(double exposure, @Nullable Double seconds) {}

    static WindowsJson of(WindowComparison comparison) {
        return new WindowsJson(
                comparison.verdict().name(),
                comparison.isValid(),
                comparison.by().name(),
                Side.of(comparison.first(), comparison.firstRate()),
                Side.of(comparison.second(), comparison.secondRate()),
                finite(comparison.ratio().ratio()),
                comparison.ratio().limits().low(),
                finite(comparison.ratio().limits().high()),
                comparison.ratio().pValue(),
                comparison
                        .missing()
                        .map(missing -> new Missing(missing.exposure(), boxed(missing.seconds())))
                        .orElse(null),
                comparison.differences());
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static @Nullable Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    String toLine() {
        return CountersJson.mapper().writeValueAsString(this);
    }
}
