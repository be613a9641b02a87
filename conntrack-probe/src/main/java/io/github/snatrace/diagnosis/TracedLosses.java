package io.github.snatrace.diagnosis;

import io.github.snatrace.host.TextFormatException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The SYNs that a trace saw being lost, one by one. Immutable.
 *
 * @param losses each of them, in the order of time
 * @param syns how many SYNs were followed
 * @param missed how many packets the capture itself lost: so many losses may be none, or may not be here
 */
public record TracedLosses(List<Loss> losses, long syns, long missed) {

    /** Copies the list. */
    public TracedLosses {
        losses = List.copyOf(losses);
    }

    /** Where a SYN ended. */
    public enum End {
        /** Before its translation: a rule, a route, a filter. */
        RULES,
        /** Between translation and confirmation. */
        CONFIRMATION,
        /** Beyond this host. */
        BEYOND,
        /** It was answered, and the answer was lost. */
        ANSWER
    }

    /**
     * One SYN that was lost.
     *
     * @param at when
     * @param original the address and port that it came from
     * @param target the address and port that it went to
     * @param end where it ended
     * @param cause why, as far as the trace tells
     */
    public record Loss(Instant at, String original, String target, End end, Cause cause) {}

    /**
     * Reads what {@code conntrack-probe trace --json} wrote: an object a line, the summary last. SYNs that were not
     * lost are passed over.
     *
     * @throws TextFormatException if a line is something else, or the summary is missing; the message names the line
     */
    public static TracedLosses parse(String text) {
        List<Loss> losses = new ArrayList<>();
        TracedLosses summary = null;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                JsonNode json = JsonMapper.shared().readTree(line);
                if (json.has("syns")) {
                    summary = new TracedLosses(
                            losses,
                            json.get("syns").asLong(),
                            json.path("missed").asLong(0));
                } else if (json.hasNonNull("lost")) {
                    losses.add(loss(json));
                }
            } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
                throw TextFormatException.at(
                        number,
                        "expected a line of conntrack-probe trace --json, not " + TextFormatException.quote(line));
            }
        }
        if (summary == null) {
            throw new TextFormatException("no summary at its end: expected what conntrack-probe trace --json wrote");
        }
        losses.sort(Comparator.comparing(Loss::at));
        return new TracedLosses(losses, summary.syns, summary.missed);
    }

    private static Loss loss(JsonNode json) {
        return new Loss(
                Instant.parse(json.path("at").asString("")),
                json.path("original").asString(""),
                json.path("target").asString(""),
                End.valueOf(json.path("lost").asString("")),
                Cause.valueOf(json.path("cause").asString(Cause.UNEXPLAINED.name())));
    }

    /**
     * Returns how many connects towards {@code target} lost a SYN, by the cause of their first loss.
     *
     * @param target an address and port, empty for any
     * @param patience SYNs of one source port that are no further apart than this belong to one connect
     */
    Map<Cause, Long> connects(String target, Duration patience) {
        Map<Cause, Long> connects = new EnumMap<>(Cause.class);
        first(target, patience).forEach(loss -> connects.merge(loss.cause(), 1L, Long::sum));
        return connects;
    }

    /** Returns how many connects towards {@code target} lost their first SYN where, see {@link #connects}. */
    Map<End, Long> ends(String target, Duration patience) {
        Map<End, Long> ends = new EnumMap<>(End.class);
        first(target, patience).forEach(loss -> ends.merge(loss.end(), 1L, Long::sum));
        return ends;
    }

    private List<Loss> first(String target, Duration patience) {
        Map<String, Instant> last = new HashMap<>();
        List<Loss> first = new ArrayList<>();
        for (Loss loss : losses) {
            if (target.isEmpty() || target.equals(loss.target)) {
                Instant before = last.put(loss.original, loss.at);
                if (before == null || before.plus(patience).isBefore(loss.at)) {
                    first.add(loss);
                }
            }
        }
        return first;
    }
}
