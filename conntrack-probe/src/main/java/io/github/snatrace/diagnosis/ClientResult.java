package io.github.snatrace.diagnosis;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.snatrace.host.TextFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one client says of its run. Immutable.
 *
 * @param target the address and port that it connected to, empty if it does not say
 * @param startedAt when it began; empty if it does not say
 * @param endedAt when it ended; empty if it does not say
 * @param attempts how many connects it made
 * @param outcomes how many of them ended how
 * @param timeout how long it waited for one
 * @param closesByReset whether it closes by reset, and so leaves no TIME_WAIT; empty if that is not known
 * @param longestConnect how long the longest connect took that succeeded; empty if it does not say
 * @param slow how many were slow; empty if it does not say
 * @param skipped how many due times passed without a connect
 * @param valid whether it kept to its own plan; empty if it does not say
 * @param invalidBecause why it did not
 */
public record ClientResult(
        String target,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        long attempts,
        Map<ClientOutcome, Long> outcomes,
        Optional<Duration> timeout,
        Optional<Boolean> closesByReset,
        Optional<Duration> longestConnect,
        Optional<DelayedConnects> slow,
        long skipped,
        Optional<Boolean> valid,
        List<String> invalidBecause) {

    /** Copies the collections; refuses negative numbers and attempts that did not end, or ended twice. */
    public ClientResult {
        outcomes = Map.copyOf(outcomes);
        invalidBecause = List.copyOf(invalidBecause);
        if (attempts < 0 || skipped < 0 || outcomes.values().stream().anyMatch(count -> count < 0)) {
            throw new TextFormatException("a count is negative");
        }
        long ended = outcomes.values().stream().mapToLong(Long::longValue).sum();
        if (ended != attempts) {
            throw new TextFormatException(ended + " outcomes: expected one for each of the " + attempts + " attempts");
        }
    }

    /**
     * Reads the summary that a client writes with {@code --json}. Only {@code attempts} and {@code outcomes} must be
     * there; what is not known is passed over.
     *
     * @throws TextFormatException if it is no such summary
     */
    public static ClientResult parse(String json) {
        try {
            Summary summary = JsonMapper.shared().readValue(json, Summary.class);
            if (summary == null
                    || summary.attempts == null
                    || summary.outcomes == null
                    || summary.outcomes.containsValue(null)) {
                throw new TextFormatException("expected the client's JSON summary, with attempts and outcomes");
            }
            return new ClientResult(
                    summary.target == null ? "" : summary.target,
                    Optional.ofNullable(summary.startedAt).map(Instant::parse),
                    Optional.ofNullable(summary.endedAt).map(Instant::parse),
                    summary.attempts,
                    named(summary.outcomes),
                    Optional.ofNullable(summary.timeoutMillis)
                            .map(millis -> Duration.ofNanos(Math.round(millis * 1e6))),
                    Optional.ofNullable(summary.close).map("reset"::equals),
                    Optional.ofNullable(summary.connectMillis)
                            .flatMap(connect -> Optional.ofNullable(connect.max))
                            .map(millis -> Duration.ofNanos(Math.round(millis * 1e6))),
                    Optional.ofNullable(summary.slow)
                            .map(slow -> new DelayedConnects(
                                    slow.retransmitted1s,
                                    slow.retransmitted3s,
                                    slow.retransmitted7s,
                                    slow.from2To50ms)),
                    summary.skipped == null ? 0 : summary.skipped,
                    Optional.ofNullable(summary.valid),
                    summary.invalidBecause == null ? List.of() : summary.invalidBecause);
        } catch (JacksonException e) {
            throw new TextFormatException("expected the client's JSON summary: " + e.getOriginalMessage());
        } catch (DateTimeParseException e) {
            throw new TextFormatException("expected the client's JSON summary, not the time "
                    + TextFormatException.quote(e.getParsedString()));
        }
    }

    /**
     * Reads such a summary from UTF-8, as the library formats it.
     *
     * @throws TextFormatException if it is no such summary
     */
    public static ClientResult parse(byte[] json) {
        return parse(new String(json, StandardCharsets.UTF_8));
    }

    /** Returns whether the target is an IPv4 address, whose packets the kernel's Ip counters tell. */
    boolean isIpv4() {
        return target.indexOf('.') > 0 && target.indexOf('[') < 0;
    }

    private static Map<ClientOutcome, Long> named(Map<String, Long> outcomes) {
        Map<ClientOutcome, Long> named = new EnumMap<>(ClientOutcome.class);
        outcomes.forEach((name, count) -> {
            if (count < 0) {
                throw new TextFormatException("a count is negative");
            }
            named.merge(ClientOutcome.named(name), count, Long::sum);
        });
        return named;
    }

    /** Returns how many connects ended so. */
    long count(ClientOutcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Summary(
            @Nullable String target,
            @Nullable String startedAt,
            @Nullable String endedAt,
            @Nullable Long attempts,
            @Nullable Map<String, Long> outcomes,
            @Nullable Double timeoutMillis,
            @Nullable String close,
            @Nullable ConnectMillis connectMillis,
            @Nullable Slow slow,
            @Nullable Long skipped,
            @Nullable Boolean valid,
            @Nullable List<String> invalidBecause) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Slow(long retransmitted1s, long retransmitted3s, long retransmitted7s, long from2To50ms) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record ConnectMillis(@Nullable Double max) {}
}
