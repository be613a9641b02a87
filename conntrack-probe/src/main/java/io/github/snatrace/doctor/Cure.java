package io.github.snatrace.doctor;

import io.github.snatrace.doctor.rules.ChainRule;
import io.github.snatrace.doctor.rules.NatRule;
import io.github.snatrace.doctor.rules.RuleTable;
import io.github.snatrace.doctor.rules.RuleWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands that make a rule choose its ports at random, and those that take it back. The rule is replaced where it
 * stands: one that is appended is never reached.
 *
 * @param command what changes the rule
 * @param undo what changes it back
 */
record Cure(String command, String undo) {
    private static final String FLAG = "(?:fully-random|random|persistent)";
    /** nft 1.0.6 crashes when it replaces a rule with such a set. */
    private static final Pattern SET_OF_RANGES = Pattern.compile("\\{[^}\"]*[/-][^}\"]*}");

    private static final Pattern STATEMENT = Pattern.compile("(\\b(?:masquerade|snat)\\b(?:(?! comment \").)*?)((?: "
            + FLAG + "(?: ?, ?" + FLAG + ")*)?)( comment \".*\")?$");

    /**
     * Returns the cure of a rule that has none yet; empty when its text does not say enough: its place, or all of its
     * words.
     *
     * @param prefix the command that enters the rule's network namespace, empty for the shell's own
     */
    static Optional<Cure> of(NatRule rule, String prefix) {
        if (!rule.rule().exact()) {
            return Optional.empty();
        }
        return rule.chain().table().isNft() ? ofNft(rule, prefix) : ofIptables(rule, prefix);
    }

    private static Optional<Cure> ofIptables(NatRule rule, String prefix) {
        ChainRule it = rule.rule();
        if (it.number() == 0) {
            return Optional.empty();
        }
        List<String> words = RuleWords.of(it.text(), "").plain();
        List<String> random = new ArrayList<>(words);
        random.remove("--random");
        random.add("--random-fully");
        String replace = prefix + rule.chain().table().tool() + " -t "
                + rule.chain().table().name() + " -R " + rule.chain().name() + " " + it.number() + " ";
        return Optional.of(new Cure(replace + ShellWords.join(random), replace + ShellWords.join(words)));
    }

    private static Optional<Cure> ofNft(NatRule rule, String prefix) {
        ChainRule it = rule.rule();
        Matcher statement = STATEMENT.matcher(it.text());
        if (it.handle().isEmpty()
                || !statement.find()
                || SET_OF_RANGES.matcher(it.text()).find()) {
            return Optional.empty();
        }
        List<String> flags = new ArrayList<>(List.of(statement.group(2).strip().split(" ?, ?")));
        flags.removeIf(flag -> flag.isEmpty() || flag.equals("random"));
        flags.add(0, "fully-random");
        String comment = statement.group(3) == null ? "" : statement.group(3);
        String random = it.text().substring(0, statement.start()) + statement.group(1) + " " + String.join(",", flags)
                + comment;
        RuleTable table = rule.chain().table();
        String replace = prefix + "nft replace rule " + table.family() + " " + table.name() + " "
                + rule.chain().name() + " handle " + it.handle().getAsLong() + " ";
        return Optional.of(new Cure(replace + shell(random), replace + shell(it.text())));
    }

    /** Keeps the quotes of nft's own words: the shell would take them away. */
    private static String shell(String text) {
        return ShellWords.join(RuleWords.of(text, "").raw());
    }
}
