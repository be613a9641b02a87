package io.github.snatrace.commandline;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads {@code 500us}, {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h} and the ISO-8601 form {@code PT5S} in either
 * case. Refuses 0, what is negative, and more than 365 days.
 */
public final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,15})(us|ms|s|m|h)");
    /** Well within what a count of nanoseconds holds. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final Map<String, Duration> UNITS = Map.of(
            "us", Duration.ofNanos(1_000),
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1));

    /**
     * Returns the duration that {@code text} means.
     *
     * @throws TypeConversionException if it means none, or one that is refused; the message names it
     */
    @Override
    public Duration convert(String text) {
        Matcher matcher = SHORT.matcher(text);
        Duration unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        Duration duration;
        try {
            duration = unit != null
                    ? unit.multipliedBy(Long.parseLong(matcher.group(1)))
                    : Duration.parse(text.toUpperCase(Locale.ROOT));
        } catch (DateTimeException | ArithmeticException e) {
            throw new TypeConversionException("expected a duration as 500ms, 5s, 2m or PT5S, not " + text);
        }
        if (duration.isNegative() || duration.isZero()) {
            throw new TypeConversionException("expected a duration longer than 0, not " + text);
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw new TypeConversionException("expected a duration of at most 365 days, not " + text);
        }
        return duration;
    }
}
