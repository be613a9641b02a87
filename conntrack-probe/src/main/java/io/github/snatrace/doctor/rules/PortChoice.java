package io.github.snatrace.doctor.rules;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which source ports a translation may choose from.
 *
 * @param kind how they are given
 * @param count how many there are for each connection to choose from; 64512, those from 1024, where any is allowed
 * @param text as the rule has them, empty for any
 */
public record PortChoice(Kind kind, int count, String text) {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:[-:](\\d{1,5}))?");
    private static final int UNPRIVILEGED = 64512;

    /** How ports are given. */
    public enum Kind {
        /** No port is named: any of the client's own class, 1024 and later for most. */
        ANY,
        /** From one port to another, for all clients together. */
        RANGE,
        /** One port for each connection, picked before the kernel looks whether it is taken. */
        PICKED,
        /** A block for each client. */
        PER_CLIENT
    }

    /** Returns the choice of a rule that names no port. */
    public static PortChoice any() {
        return new PortChoice(Kind.ANY, UNPRIVILEGED, "");
    }

    /** Reads {@code 1024} or {@code 1024-65535}; empty when it is neither. */
    static Optional<PortChoice> parse(String text) {
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            return Optional.empty();
        }
        int low = Integer.parseInt(range.group(1));
        int high = range.group(2) == null ? low : Integer.parseInt(range.group(2));
        return high < low ? Optional.empty() : Optional.of(new PortChoice(Kind.RANGE, high - low + 1, text));
    }

    /** Returns whether every connection gets the same port. */
    public boolean isOne() {
        return kind == Kind.RANGE && count == 1;
    }
}
