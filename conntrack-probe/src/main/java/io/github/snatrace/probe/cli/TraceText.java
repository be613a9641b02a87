package io.github.snatrace.probe.cli;

import io.github.snatrace.netns.Occupant;
import io.github.snatrace.trace.Endpoint;
import io.github.snatrace.trace.LossCause;
import io.github.snatrace.trace.LossPlace;
import io.github.snatrace.trace.LostSyn;
import io.github.snatrace.trace.PassedSyn;
import io.github.snatrace.trace.Rival;
import io.github.snatrace.trace.TraceSummary;
import io.github.snatrace.trace.TransportProtocol;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What became of SYNs, in words: a line each. */
final class TraceText {
    private final Function<InetAddress, Optional<Occupant>> names;

    /**
     * Speaks of addresses.
     *
     * @param names who has them, where that is known
     */
    TraceText(Function<InetAddress, Optional<Occupant>> names) {
        this.names = names;
    }

    String line(LostSyn syn) {
        return start(syn.at(), syn.protocol(), syn.copy(), syn.original(), syn.target(), syn.translated()) + ": "
                + lost(syn) + after(syn);
    }

    String line(PassedSyn syn) {
        String end = syn.answeredAfter()
                .map(after -> (syn.refused() ? "refused after " : "answered after ") + time(after))
                .orElse("left");
        return start(syn.at(), syn.protocol(), syn.copy(), syn.original(), syn.target(), syn.translated()) + ": " + end;
    }

    /** Returns the last lines: the sums, and whether they can be trusted. */
    static String summary(TraceSummary summary) {
        StringBuilder text = new StringBuilder();
        text.append(count(summary.syns()))
                .append(" SYNs, ")
                .append(count(summary.allLost()))
                .append(" lost");
        List<String> places = new ArrayList<>();
        for (Map.Entry<LossPlace, Long> place : summary.lost().entrySet()) {
            places.add(count(place.getValue()) + " " + where(place.getKey()));
        }
        if (!places.isEmpty()) {
            text.append(": ").append(String.join(", ", places));
        }
        text.append('\n');
        if (!summary.isValid()) {
            text.append("INVALID: the capture missed ")
                    .append(count(summary.missed()))
                    .append(" observations, in which up to ")
                    .append(count(summary.undetermined()))
                    .append(" of the SYNs may have been lost.\n");
        }
        return text.toString();
    }

    private String start(
            Instant at,
            TransportProtocol protocol,
            int copy,
            Endpoint original,
            Endpoint target,
            Optional<Endpoint> translated) {
        return at + " " + (protocol == TransportProtocol.UDP ? "UDP " : "") + named(original)
                + (copy > 1 ? " (sent for the " + ordinal(copy) + " time)" : "") + " to " + target
                + translated
                        .filter(source -> !source.equals(original))
                        .map(source -> " as " + source)
                        .orElse("");
    }

    private String named(Endpoint endpoint) {
        return names.apply(endpoint.address())
                .map(occupant ->
                        endpoint + " (" + occupant.kind().name().toLowerCase(Locale.ROOT) + " " + occupant.name() + ")")
                .orElseGet(endpoint::toString);
    }

    private static String ordinal(int number) {
        return switch (number) {
            case 2 -> "2nd";
            case 3 -> "3rd";
            default -> number + "th";
        };
    }

    private String lost(LostSyn syn) {
        return switch (syn.lost()) {
            case RULES ->
                "lost in this host " + (syn.translated().isPresent() ? "behind" : "before")
                        + " its translation: a rule, a filter, a queue"
                        + (syn.translated().isPresent() ? "" : ", the route or a full table");
            case CONFIRMATION -> "lost at confirmation; " + rival(syn);
            case HOST -> "lost in this host; two taps do not tell where";
            case BEYOND -> "left, and was not answered";
            case ANSWER -> "answered, but the answer did not get through";
        };
    }

    private String rival(LostSyn syn) {
        if (syn.rival().isEmpty()) {
            return "nobody was seen with its tuple, so this is not the race";
        }
        Rival rival = syn.rival().get();
        String who = rival.original().map(this::named).orElse("a connection that was not seen entering");
        if (syn.cause() == LossCause.SNAT_INSERTION_RACE) {
            return who + " got the same tuple"
                    + rival.since()
                            .map(since -> " " + time(Duration.between(syn.at(), since)) + " after it came")
                            .orElse("")
                    + ": the race";
        }
        return who + " has had the same tuple "
                + rival.since()
                        .map(since -> "for " + time(Duration.between(since, syn.at())))
                        .orElse("since before the trace began")
                + ": no port was left";
    }

    private static String after(LostSyn syn) {
        if (syn.throughAfter().isPresent()) {
            return "; sent again, and through " + time(syn.throughAfter().get()) + " later";
        }
        return syn.again() ? "; sent again" : "";
    }

    private static String where(LossPlace place) {
        return switch (place) {
            case RULES -> "in the rules";
            case CONFIRMATION -> "at confirmation";
            case HOST -> "in this host";
            case BEYOND -> "beyond this host";
            case ANSWER -> "on the way back";
        };
    }

    private static String time(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        if (seconds < 1e-3) {
            return String.format(Locale.ROOT, "%.0f us", seconds * 1e6);
        }
        return seconds < 1
                ? String.format(Locale.ROOT, "%.1f ms", seconds * 1e3)
                : String.format(Locale.ROOT, "%.2f s", seconds);
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
