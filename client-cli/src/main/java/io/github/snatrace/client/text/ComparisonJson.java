package io.github.snatrace.client.text;

import io.github.snatrace.compare.Clustering;
import io.github.snatrace.compare.Estimate;
import io.github.snatrace.compare.FailureRate;
import io.github.snatrace.compare.PercentileChange;
import io.github.snatrace.compare.Significance;
import io.github.snatrace.result.RunComparison;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A comparison in one JSON object: fields are added, never renamed. What the data do not give is null, such as the
 * upper end of a ratio to a base without failures.
 *
 * @param difference candidate minus base, of the rates
 */
public record ComparisonJson(
        Side base,
        Side candidate,
        double confidence,
        Interval difference,
        @Nullable Double riskRatio,
        @Nullable Double riskRatioLow,
        @Nullable Double riskRatioHigh,
        String test,
        double pValue,
        List<Percentile> connectMillis,
        String verdict,
        String sentence,
        List<String> reasons,
        List<String> notes) {

    /**
     * The counts of a side, and the rate that they speak for.
     *
     * @param varianceInflation by how much the variance of the rate is above that of independent failures; null where
     *     there was nothing, or too little, to see it by
     * @param clusteredBy what that was seen between, {@code interval} or {@code run}
     */
    record Side(
            long attempts,
            long failures,
            double rate,
            double low,
            double high,
            @Nullable Double varianceInflation,
            @Nullable String clusteredBy) {

        public static Side of(FailureRate side, Estimate rate) {
            Clustering clustering = side.clustering();
            return new Side(
                    side.counts().attempts(),
                    side.counts().failures(),
                    rate.value(),
                    rate.low(),
                    rate.high(),
                    clustering == null || !clustering.isKnown() ? null : clustering.varianceInflation(),
                    clustering == null ? null : unit(clustering));
        }

        private static String unit(Clustering clustering) {
            return switch (clustering.unit()) {
                case INTERVAL -> "interval";
                case RUN -> "run";
            };
        }
    }

    /** A value and the ends of its interval. */
    record Interval(double value, double low, double high) {

        public static Interval of(Estimate estimate) {
            return new Interval(estimate.value(), estimate.low(), estimate.high());
        }

        static Interval ofNanos(Estimate estimate) {
            return new Interval(estimate.value() / 1e6, estimate.low() / 1e6, estimate.high() / 1e6);
        }
    }

    /** How a percentile of the elapsed times of the connects changed, in milliseconds. */
    record Percentile(double percentile, Interval base, Interval candidate, Interval difference) {

        public static Percentile of(PercentileChange change) {
            return new Percentile(
                    change.percentile(),
                    Interval.ofNanos(change.base()),
                    Interval.ofNanos(change.candidate()),
                    Interval.ofNanos(change.difference()));
        }
    }

    public static ComparisonJson of(RunComparison comparison) {
        var failures = comparison.failures();
        return new ComparisonJson(
                Side.of(failures.base(), failures.baseRate()),
                Side.of(failures.candidate(), failures.candidateRate()),
                failures.confidence(),
                Interval.of(failures.difference()),
                finite(failures.riskRatio().value()),
                finite(failures.riskRatio().low()),
                finite(failures.riskRatio().high()),
                test(failures.significance().test()),
                failures.significance().pValue(),
                comparison.connectNanos().stream().map(Percentile::of).toList(),
                comparison.verdict().jsonName(),
                ComparisonText.sentence(comparison),
                ComparisonText.reasons(comparison),
                ComparisonText.notes(comparison));
    }

    public String format() {
        return JsonMapper.shared().writeValueAsString(this);
    }

    private static String test(Significance.Test test) {
        return switch (test) {
            case FISHER_EXACT -> "fisher-exact";
            case CHI_SQUARE -> "chi-square";
            case ADJUSTED_SCORE -> "adjusted-score";
        };
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
