package io.github.snatrace.doctor.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a line, quoted ones whole.
 *
 * @param plain the words without their quotes
 * @param raw the words as they stand in the line
 * @param open whether a quote is opened and not closed
 */
public record RuleWords(List<String> plain, List<String> raw, boolean open) {

    /** Copies the lists. */
    public RuleWords {
        plain = List.copyOf(plain);
        raw = List.copyOf(raw);
    }

    /** Splits at white space, and at each of {@code separators}, which are words of their own. */
    public static RuleWords of(String line, String separators) {
        List<String> plain = new ArrayList<>();
        List<String> raw = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int start = -1;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                if (c == '\\' && quote == '"' && i + 1 < line.length()) {
                    word.append(line.charAt(++i));
                } else if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                start = start < 0 ? i : start;
            } else if (Character.isWhitespace(c) || separators.indexOf(c) >= 0) {
                if (start >= 0) {
                    plain.add(word.toString());
                    raw.add(line.substring(start, i));
                    word.setLength(0);
                    start = -1;
                }
                if (!Character.isWhitespace(c)) {
                    plain.add(String.valueOf(c));
                    raw.add(String.valueOf(c));
                }
            } else {
                word.append(c);
                start = start < 0 ? i : start;
            }
        }
        if (start >= 0) {
            plain.add(word.toString());
            raw.add(line.substring(start));
        }
        return new RuleWords(plain, raw, quote != 0);
    }
}
