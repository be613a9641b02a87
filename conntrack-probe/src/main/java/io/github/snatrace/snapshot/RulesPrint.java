package io.github.snatrace.snapshot;

import io.github.snatrace.host.TextFormatException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/**
 * The rules of a namespace that translate source addresses, short enough for a snapshot. Immutable.
 *
 * @param rules each with its place, without counters and handles, so that equal rules have equal words
 * @param unknown what of the rules could not be read
 * @param translated how many connections they have translated, by their own counters: a rule is asked once a
 *     connection; empty where one of them does not count
 */
public record RulesPrint(List<String> rules, List<String> unknown, OptionalLong translated) {
    private static final String RULE = "rule ";
    private static final String UNKNOWN = "unknown ";
    private static final String TRANSLATED = "translated ";
    private static final String FINGERPRINT = "fingerprint ";
    private static final int FINGERPRINT_BYTES = 8;

    /** Copies the lists. */
    public RulesPrint {
        rules = List.copyOf(rules);
        unknown = List.copyOf(unknown);
    }

    /**
     * Reads what {@link #toString} writes; lines of other kinds are passed over.
     *
     * @throws TextFormatException if a number is none
     */
    static RulesPrint parse(String text) {
        List<String> rules = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        OptionalLong translated = OptionalLong.empty();
        for (String line : text.lines().toList()) {
            if (line.startsWith(RULE)) {
                rules.add(line.substring(RULE.length()));
            } else if (line.startsWith(UNKNOWN)) {
                unknown.add(line.substring(UNKNOWN.length()));
            } else if (line.startsWith(TRANSLATED)) {
                try {
                    translated = OptionalLong.of(Long.parseLong(line.substring(TRANSLATED.length())));
                } catch (NumberFormatException e) {
                    throw new TextFormatException("expected a number in " + TextFormatException.quote(line));
                }
            }
        }
        return new RulesPrint(rules, unknown, translated);
    }

    /** Returns 16 digits that are others for other rules, in another order as well. */
    public String fingerprint() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", rules).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Returns the form that a snapshot has: the fingerprint, how many were translated, a line for each rule. */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(FINGERPRINT).append(fingerprint()).append('\n');
        translated.ifPresent(count -> text.append(TRANSLATED).append(count).append('\n'));
        rules.forEach(rule -> text.append(RULE).append(rule).append('\n'));
        unknown.forEach(what -> text.append(UNKNOWN).append(what).append('\n'));
        return text.toString();
    }
}
