package io.github.snatrace.client.result;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.common.net.HostAndPort;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.dial.SourcePorts;
import io.github.snatrace.stats.Series;
import io.github.snatrace.stats.Snapshot;
import io.github.snatrace.stats.Validity;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A run in one JSON object, for other programs: fields are added, never renamed. Readers need {@code attempts} and {@code outcomes}.
 *
 * @param schema 1
 * @param ids of the run, or of the runs that were merged; no two runs have the same
 * @param target address and port
 * @param mode {@code workers}, {@code open-loop} or {@code lockstep}
 * @param workers how many there were, in that mode
 * @param dialIntervalMicros the interval of a worker
 * @param rate connects per second that an open loop was to make
 * @param stepMicros the step of lockstep
 * @param sourcePorts the source ports of the plan, {@code LOW-HIGH}
 * @param topology what the run went through, in the words of who started it
 * @param attempts how many attempts ended
 * @param skipped due times that passed without an attempt
 * @param outcomes how many attempts ended how
 * @param connectMillis elapsed times of the attempts that connected
 * @param slow how many of them took as long as a SYN that was sent again
 * @param latenessMillis how far behind their due times the attempts began
 * @param perSecond attempts per second, from {@code startedAt} to {@code endedAt}
 * @param valid whether the run measured the network and not its own generator
 * @param invalidBecause why it is not valid
 * @param kernel release of the kernel that it ran on
 * @param cpus how many processors the client could use
 * @param histograms the distributions that the percentiles are from
 * @param series the run by intervals
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunSummary(
        int schema,
        @Nullable List<String> ids,
        @Nullable String target,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String mode,
        @Nullable Integer workers,
        @Nullable Double dialIntervalMicros,
        @Nullable Double rate,
        @Nullable Double stepMicros,
        @Nullable String sourcePorts,
        @Nullable Double timeoutMillis,
        @Nullable String close,
        @Nullable String topology,
        @JsonProperty(required = true) long attempts,
        long skipped,
        @JsonProperty(required = true) Map<Outcome, Long> outcomes,
        @Nullable Percentiles connectMillis,
        @Nullable SlowConnects slow,
        @Nullable Percentiles latenessMillis,
        @Nullable Double perSecond,
        @Nullable Boolean valid,
        @Nullable List<String> invalidBecause,
        @Nullable String kernel,
        @Nullable Integer cpus,
        @Nullable Histograms histograms,
        @Nullable SeriesJson series) {

    static final int SCHEMA = 1;

    /** A finer series than this tells a comparison no more. */
    static final int LONGEST_SERIES = 1_000;

    /** A distribution by its percentiles, in milliseconds; all of them 0 if there was nothing to distribute. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Percentiles(double p50, double p90, double p95, double p99, double p999, double max) {

        public static Percentiles ofNanos(Histogram histogram) {
            return new Percentiles(
                    millis(histogram, 50),
                    millis(histogram, 90),
                    millis(histogram, 95),
                    millis(histogram, 99),
                    millis(histogram, 99.9),
                    millis(histogram, 100));
        }

        private static double millis(Histogram histogram, double percentile) {
            return histogram.getValueAtPercentile(percentile) / 1e6;
        }
    }

    /** Distributions in nanoseconds, in HdrHistogram's compressed form and Base64: by outcome, and the lateness of all attempts. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Histograms(
            @JsonProperty(required = true) Map<Outcome, String> elapsed,
            @JsonProperty(required = true) String lateness) {

        public static Histograms of(Snapshot total) {
            Map<Outcome, String> elapsed = new EnumMap<>(Outcome.class);
            total.outcomes()
                    .counts()
                    .keySet()
                    .forEach(outcome -> elapsed.put(outcome, EncodedHistogram.encode(total.elapsed(outcome))));
            return new Histograms(elapsed, EncodedHistogram.encode(total.lateness()));
        }
    }

    public static RunSummary of(
            DialPlan plan, Snapshot total, Validity validity, Optional<Series> series, @Nullable String topology) {
        Schedule schedule = plan.schedule();
        return new RunSummary(
                SCHEMA,
                List.of(UUID.randomUUID().toString()),
                HostAndPort.fromParts(
                                plan.target().getAddress().getHostAddress(),
                                plan.target().getPort())
                        .toString(),
                total.startedAt(),
                total.endedAt(),
                mode(schedule),
                schedule instanceof Schedule.Workers loop ? loop.workers() : null,
                schedule instanceof Schedule.Workers loop ? loop.interval().toNanos() / 1e3 : null,
                schedule instanceof Schedule.OpenLoop loop ? loop.perSecond() : null,
                schedule instanceof Schedule.Lockstep grid ? grid.step().toNanos() / 1e3 : null,
                plan.sourcePorts().map(RunSummary::range).orElse(null),
                plan.timeout().toNanos() / 1e6,
                plan.closeMode().name().toLowerCase(Locale.ROOT),
                topology,
                total.attempts(),
                total.skipped(),
                total.outcomes().counts(),
                Percentiles.ofNanos(total.elapsed(Outcome.CONNECTED)),
                SlowConnects.of(total.elapsed(Outcome.CONNECTED)),
                Percentiles.ofNanos(total.lateness()),
                total.perSecond(),
                validity.isValid(),
                validity.reasons(),
                System.getProperty("os.version"),
                Runtime.getRuntime().availableProcessors(),
                Histograms.of(total),
                series.map(grid -> SeriesJson.of(grid.inAtMost(LONGEST_SERIES))).orElse(null));
    }

    private static String mode(Schedule schedule) {
        if (schedule instanceof Schedule.Lockstep) {
            return "lockstep";
        }
        return schedule instanceof Schedule.OpenLoop ? "open-loop" : "workers";
    }

    private static String range(SourcePorts ports) {
        return ports.low() + "-" + ports.high();
    }
}
