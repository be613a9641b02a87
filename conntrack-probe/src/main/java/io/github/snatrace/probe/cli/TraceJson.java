package io.github.snatrace.probe.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.snatrace.netns.Occupant;
import io.github.snatrace.trace.Endpoint;
import io.github.snatrace.trace.LossPlace;
import io.github.snatrace.trace.LostSyn;
import io.github.snatrace.trace.PassedSyn;
import io.github.snatrace.trace.Rival;
import io.github.snatrace.trace.TraceSummary;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The machine-readable form of a SYN's way, a contract: fields are added, never renamed.
 *
 * @param at when it entered
 * @param protocol tcp or udp
 * @param original where it came from
 * @param owner who has that address, where it can be found
 * @param target whom it was sent to
 * @param translated what its source was translated to, if that was seen
 * @param backend whom it was sent on to, if that is not {@code target}
 * @param copy 1 for the first SYN of a connection, 2 when it was sent again, and so on
 * @param lost where it ended, missing if it came through
 * @param rival who had its translated tuple
 * @param cause why it was lost
 * @param again whether a lost one was sent again
 * @param throughAfterSeconds how long after a lost one its connection was answered after all
 * @param answeredAfterSeconds how long the answer took
 * @param refused whether the answer was a reset
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TraceJson(
        String at,
        String protocol,
        String original,
        @Nullable OwnerJson owner,
        String target,
        @Nullable String translated,
        @Nullable String backend,
        int copy,
        @Nullable String lost,
        @Nullable RivalJson rival,
        @Nullable String cause,
        @Nullable Boolean again,
        @Nullable Double throughAfterSeconds,
        @Nullable Double answeredAfterSeconds,
        @Nullable Boolean refused) {

    /**
     * A rival: where it came from, if that was seen, and since when it had the tuple, if that was not before the trace.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RivalJson(
            @Nullable String original,
            @Nullable OwnerJson owner,
            @Nullable String since) {
        static RivalJson of(Rival rival, Function<InetAddress, Optional<Occupant>> names) {
            return new RivalJson(
                    rival.original().map(Endpoint::toString).orElse(null),
                    rival.original()
                            .map(original -> OwnerJson.of(original, names))
                            .orElse(null),
                    rival.since().map(Instant::toString).orElse(null));
        }
    }

    /** Who has an address: {@code container}, {@code pod}, {@code namespace} or {@code process}, and its name. */
    record OwnerJson(String kind, String name) {
        static @Nullable OwnerJson of(Endpoint endpoint, Function<InetAddress, Optional<Occupant>> names) {
            return names.apply(endpoint.address())
                    .map(occupant -> new OwnerJson(occupant.kind().name().toLowerCase(Locale.ROOT), occupant.name()))
                    .orElse(null);
        }
    }

    /**
     * The last line: how many SYNs, how many of them lost and where, what the capture missed, and what may hide in
     * that.
     */
    record SummaryJson(long syns, Map<String, Long> lost, long missed, long undetermined, boolean valid) {
        static SummaryJson of(TraceSummary summary) {
            Map<String, Long> lost = new LinkedHashMap<>();
            for (Map.Entry<LossPlace, Long> place : summary.lost().entrySet()) {
                lost.put(place.getKey().name(), place.getValue());
            }
            return new SummaryJson(summary.syns(), lost, summary.missed(), summary.undetermined(), summary.isValid());
        }
    }

    static String line(LostSyn syn, Function<InetAddress, Optional<Occupant>> names) {
        return line(new TraceJson(
                syn.at().toString(),
                syn.protocol().name().toLowerCase(Locale.ROOT),
                syn.original().toString(),
                OwnerJson.of(syn.original(), names),
                syn.target().toString(),
                text(syn.translated()),
                text(syn.backend().filter(backend -> !backend.equals(syn.target()))),
                syn.copy(),
                syn.lost().name(),
                syn.rival().map(rival -> RivalJson.of(rival, names)).orElse(null),
                syn.cause().name(),
                syn.again(),
                seconds(syn.throughAfter()),
                null,
                null));
    }

    static String line(PassedSyn syn) {
        return line(new TraceJson(
                syn.at().toString(),
                syn.protocol().name().toLowerCase(Locale.ROOT),
                syn.original().toString(),
                null,
                syn.target().toString(),
                text(syn.translated()),
                null,
                syn.copy(),
                null,
                null,
                null,
                null,
                null,
                seconds(syn.answeredAfter()),
                syn.refused() ? true : null));
    }

    static String line(TraceSummary summary) {
        return line((Object) SummaryJson.of(summary));
    }

    private static String line(Object json) {
        return CountersJson.mapper().writeValueAsString(json);
    }

    private static @Nullable String text(Optional<Endpoint> endpoint) {
        return endpoint.map(Endpoint::toString).orElse(null);
    }

    private static @Nullable Double seconds(Optional<Duration> duration) {
        return duration.map(time -> time.toNanos() / 1e9).orElse(null);
    }
}
