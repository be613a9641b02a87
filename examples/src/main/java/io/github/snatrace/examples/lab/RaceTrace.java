package io.github.snatrace.examples.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lost SYNs of one more, short round, by name.
 *
 * @param syns how many were followed
 * @param lost how many of them were lost, wherever
 * @param raced how many of those had a rival that got the same translated tuple
 * @param missed what the capture itself lost; more than 0 leaves open what is not here
 * @param named the first that lost a race, with their rivals
 */
record RaceTrace(long syns, long lost, long raced, long missed, List<Loser> named) {
    private static final int MOST_NAMED = 3;

    RaceTrace {
        named = List.copyOf(named);
    }

    /**
     * A SYN that lost a race.
     *
     * @param at when it came, ISO-8601
     * @param original where it came from
     * @param translated what it was translated to
     * @param rival who got the same
     * @param rivalMicros how long after {@code at} that was
     */
    record Loser(String at, String original, String translated, String rival, long rivalMicros) {}

    /**
     * Reads what {@code conntrack-probe trace --json} wrote.
     *
     * @throws IOException if the file cannot be read, or is something else; the message names it
     */
    static RaceTrace read(Path file) throws IOException {
        List<Loser> named = new ArrayList<>();
        JsonNode summary = null;
        try {
            for (String line : Files.readAllLines(file)) {
                JsonNode json = JsonMapper.shared().readTree(line);
                if (json.has("syns")) {
                    summary = json;
                } else if (json.path("cause").asString("").equals("SNAT_INSERTION_RACE")
                        && json.path("rival").has("original")) {
                    named.add(loser(json));
                }
            }
        } catch (JacksonException e) {
            throw new IOException(file + ": " + e.getOriginalMessage(), e);
        }
        if (summary == null) {
            throw new IOException(file + ": expected the sums of a trace at its end");
        }
        return new RaceTrace(
                summary.get("syns").asLong(),
                summary.get("lost").valueStream().mapToLong(JsonNode::asLong).sum(),
                named.size(),
                summary.get("missed").asLong(),
                named.subList(0, Math.min(MOST_NAMED, named.size())));
    }

    private static Loser loser(JsonNode json) {
        String at = json.get("at").asString();
        JsonNode rival = json.get("rival");
        Duration later = Duration.between(
                Instant.parse(at), Instant.parse(rival.get("since").asString()));
        return new Loser(
                at,
                json.get("original").asString(),
                json.get("translated").asString(),
                rival.get("original").asString(),
                later.toNanos() / 1000);
    }
}
