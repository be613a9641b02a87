package io.github.snatrace.report;

import io.github.snatrace.dial.Outcome;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How times and outcomes are written in reports for people. */
final class Wording {

    private static final DateTimeFormatter LOCAL_MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT);

    private Wording() {}

    /** Returns the local date and time in ISO-8601, to the millisecond and without an offset. */
    static String timestamp(Instant instant, ZoneId zone) {
        return LOCAL_MILLIS.format(instant.atZone(zone));
    }

    /** Returns an outcome in words, such as {@code timed out by kernel}. */
    static String of(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
