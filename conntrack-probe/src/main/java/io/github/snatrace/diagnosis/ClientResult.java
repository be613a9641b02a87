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
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * What one client says of its run. Immutable.
 *
 * @param ids of the run, or of the runs that were added; empty if it does not say
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
        List<String> ids,
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

    /** The only schema there is. */
    private static final long SCHEMA = 1;

    /** Thirty years of a million connects a second, so that no sum overflows. */
    private static final long MOST = 1_000_000_000_000_000L;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    /** Copies the collections; refuses negative numbers and attempts that did not end, or ended twice. */
    public ClientResult {
        ids = List.copyOf(ids);
        outcomes = Map.copyOf(outcomes);
        invalidBecause = List.copyOf(invalidBecause);
        requireCount("attempts", attempts);
        requireCount("skipped", skipped);
        outcomes.forEach((outcome, count) -> requireCount(outcome.name(), count));
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
            Summary summary = JSON.readValue(json, Summary.class);
            if (summary == null
                    || summary.attempts == null
                    || summary.outcomes == null
                    || summary.outcomes.containsValue(null)) {
                throw new TextFormatException("expected the client's JSON summary, with attempts and outcomes");
            }
            if (summary.schema != null && summary.schema != SCHEMA) {
                throw new TextFormatException("schema " + summary.schema + ": expected " + SCHEMA);
            }
            return new ClientResult(
                    listOrNone(summary.ids),
                    summary.target == null ? "" : summary.target,
                    Optional.ofNullable(summary.startedAt).map(Instant::parse),
                    Optional.ofNullable(summary.endedAt).map(Instant::parse),
                    summary.attempts,
                    named(summary.outcomes),
                    Optional.ofNullable(summary.timeoutMillis).map(ClientResult::ofMillis),
                    Optional.ofNullable(summary.close).map("reset"::equals),
                    Optional.ofNullable(summary.connectMillis)
                            .flatMap(connect -> Optional.ofNullable(connect.max))
                            .map(ClientResult::ofMillis),
                    Optional.ofNullable(summary.slow)
                            .map(slow -> new DelayedConnects(
                                    slow.retransmitted1s,
                                    slow.retransmitted3s,
                                    slow.retransmitted7s,
                                    slow.from2To50ms)),
                    summary.skipped == null ? 0 : summary.skipped,
                    Optional.ofNullable(summary.valid),
                    listOrNone(summary.invalidBecause));
        } catch (JacksonException e) {
            throw new TextFormatException("expected the client's JSON summary: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
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

    private static Duration ofMillis(double millis) {
        return Duration.ofNanos(Math.round(millis * 1e6));
    }

    private static void requireCount(String name, long count) {
        if (count < 0 || count > MOST) {
            throw new TextFormatException(name + " " + count + ": expected 0 to " + MOST);
        }
    }

    private static List<String> listOrNone(@Nullable List<String> texts) {
        if (texts == null) {
            return List.of();
        }
        if (texts.contains(null)) {
            throw new TextFormatException("expected the client's JSON summary, not a list with null in it");
        }
        return texts;
    }

    private static Map<ClientOutcome, Long> named(Map<String, Long> outcomes) {
        Map<ClientOutcome, Long> named = new EnumMap<>(ClientOutcome.class);
        outcomes.forEach((name, count) -> {
            requireCount(name, count);
            requireCount(name, named.merge(ClientOutcome.named(name), count, Long::sum));
        });
        return named;
    }

    /** Returns how many connects ended so. */
    long count(ClientOutcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Summary(
            @Nullable Long schema,
            @Nullable List<String> ids,
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
