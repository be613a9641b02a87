package io.github.snatrace.diagnosis;

import io.github.snatrace.host.TextFormatException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The SYNs that a trace saw being lost, one by one. Immutable.
 *
 * @param losses each of them, in the order of time
 * @param syns how many SYNs were followed
 * @param missed how many packets the capture itself lost: so many losses may not be here
 * @param undetermined how many of {@code syns} may have been lost or not, because of that
 */
public record TracedLosses(List<Loss> losses, long syns, long missed, long undetermined) {

    /** Copies the list. */
    public TracedLosses {
        losses = List.copyOf(losses);
    }

    /** Where a SYN ended. */
    public enum End {
        /** In the host that translates, before its confirmation: a rule, a route, a filter. */
        RULES,
        /** Between translation and confirmation. */
        CONFIRMATION,
        /** In the host that translates, and nobody saw where. */
        HOST,
        /** Beyond this host. */
        BEYOND,
        /** It was answered, and the answer was lost. */
        ANSWER
    }

    /**
     * One SYN that was lost.
     *
     * @param at when it entered
     * @param original the address and port that it came from
     * @param target the address and port that it went to, as its sender calls them
     * @param translated what its source was translated to, if that was seen
     * @param rival where that came from which had the translated tuple, if it was seen
     * @param copy 1 for the first SYN of a connection, 2 when it was sent again; 0 if the trace does not say
     * @param end where it ended
     * @param cause why, as far as the trace tells
     */
    public record Loss(
            Instant at,
            String original,
            String target,
            Optional<String> translated,
            Optional<String> rival,
            int copy,
            End end,
            Cause cause) {

        /** Returns the address that it came from, without its port. */
        String address() {
            return host(original);
        }

        /** Returns whether it went to {@code asked}: the same address and port, or the same port of a host's name. */
        boolean isTo(String asked) {
            return asked.isEmpty()
                    || asked.equals(target)
                    || (isName(host(asked)) && port(asked).equals(port(target)));
        }

        private static boolean isName(String host) {
            return host.indexOf(':') < 0
                    && !host.chars().allMatch(letter -> letter == '.' || Character.isDigit(letter));
        }

        private static String host(String endpoint) {
            return endpoint.substring(0, Math.max(0, endpoint.lastIndexOf(':')));
        }

        private static String port(String endpoint) {
            return endpoint.substring(endpoint.lastIndexOf(':') + 1);
        }
    }

    /**
     * Reads what {@code conntrack-probe trace --json} wrote: an object a line, the summary last. What was not lost is
     * passed over, and so is what is no TCP.
     *
     * @throws TextFormatException if a line is something else, or the summary is missing; the message names the line
     */
    public static TracedLosses parse(String text) {
        List<Loss> losses = new ArrayList<>();
        JsonNode summary = null;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                JsonNode json = JsonMapper.shared().readTree(line);
                if (json.has("syns")) {
                    summary = json;
                } else if (json.hasNonNull("lost")
                        && json.path("protocol").asString("tcp").equals("tcp")) {
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
        try {
            return new TracedLosses(
                    losses,
                    summary.get("syns").asLong(),
                    summary.path("missed").asLong(0),
                    summary.path("undetermined").asLong(0));
        } catch (JacksonException e) {
            throw new TextFormatException(
                    "a summary that no trace has: " + TextFormatException.quote(summary.toString()));
        }
    }

    private static Loss loss(JsonNode json) {
        JsonNode rival = json.path("rival");
        return new Loss(
                Instant.parse(json.path("at").asString("")),
                json.path("original").asString(""),
                json.path("target").asString(""),
                text(json.path("translated")),
                text(rival.path("original")),
                json.path("copy").asInt(0),
                End.valueOf(json.path("lost").asString("")),
                Cause.valueOf(json.path("cause").asString(Cause.UNEXPLAINED.name())));
    }

    private static Optional<String> text(JsonNode json) {
        return json.isString() ? Optional.of(json.asString()) : Optional.empty();
    }
}
