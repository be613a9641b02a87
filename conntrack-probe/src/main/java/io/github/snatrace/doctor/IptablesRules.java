package io.github.snatrace.doctor;

import io.github.snatrace.host.TextFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads what {@code iptables-save} prints. */
final class IptablesRules {
    private IptablesRules() {}

    /**
     * Returns the rules that translate source addresses.
     *
     * @throws TextFormatException if {@code text} is no set of rules
     */
    static List<NatRule> natRules(String text) {
        List<NatRule> rules = new ArrayList<>();
        String table = "";
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.startsWith("*")) {
                table = line.substring(1).strip();
            } else if (line.startsWith("-A ") || line.startsWith("[")) {
                natRule(table, line).ifPresent(rules::add);
            } else if (!line.isBlank() && !line.startsWith("#") && !line.startsWith(":") && !line.equals("COMMIT")) {
                throw new TextFormatException("line " + number + ": expected a line of iptables-save");
            }
        }
        return rules;
    }

    private static Optional<NatRule> natRule(String table, String line) {
        // With -c, the rule's counters come first: [12:34] -A ...
        String rule = line.substring(Math.max(0, line.indexOf("-A ")));
        List<String> words = words(rule);
        int jump = words.indexOf("-j");
        if (words.size() < 2 || jump < 0 || jump + 1 >= words.size()) {
            return Optional.empty();
        }
        String target = words.get(jump + 1);
        if (!target.equals("MASQUERADE") && !target.equals("SNAT")) {
            return Optional.empty();
        }
        List<String> options = words.subList(jump + 2, words.size());
        return Optional.of(new NatRule(
                "iptables",
                table,
                words.get(1),
                rule,
                target.toLowerCase(Locale.ROOT),
                Optional.of(NatRule.ports(options.contains("--random"), options.contains("--random-fully")))));
    }

    /** Splits at spaces, but not inside the quotes of a comment. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && quoted && i + 1 < line.length()) {
                word.append(line.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
                // A quoted word is never taken for an option.
                word.append('"');
            } else if (c == ' ' && !quoted) {
                words.add(word.toString());
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        words.add(word.toString());
        return words;
    }
}
