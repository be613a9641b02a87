package io.github.snatrace.doctor;

import io.github.snatrace.doctor.rules.NatRule;
import io.github.snatrace.doctor.rules.RuleTable;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A program that writes translating rules, as a row of {@code owners.json} has it.
 *
 * @param name what it is called
 * @param table how its tables of nft are called, as {@code ip kube-proxy}
 * @param chain how its chains are called, also those on the way to a rule
 * @param comment what its comments say, also those on the way to a rule
 * @param rule what its rules look like, in the words of iptables or nft
 * @param random whether it asks for fully-random by itself: yes, no, or unknown
 * @param since what that depends on; empty when on nothing
 * @param knob its setting; empty when it has none
 * @param instead what people do where it has none
 * @param writesAgain when it will write the rule again; empty when that is not known
 */
record Owner(
        String name,
        @Nullable Pattern table,
        @Nullable Pattern chain,
        @Nullable Pattern comment,
        @Nullable Pattern rule,
        String random,
        String since,
        String knob,
        String instead,
        String writesAgain) {

    /** Returns whether {@code it} is one of its rules. */
    boolean owns(NatRule it) {
        return matches(
                        table,
                        it.chain().table().isNft()
                                ? Optional.of(it.chain().table().family() + " "
                                        + it.chain().table().name())
                                : Optional.empty())
                || matches(chain, Optional.of(it.chain().name()))
                || matches(comment, Optional.of(it.rule().comment()))
                || matches(
                        rule,
                        isShared(it.chain().table()) ? Optional.of(it.rule().text()) : Optional.empty())
                || it.path().stream()
                        .anyMatch(step -> matches(
                                        chain, Optional.of(step.chain().name()))
                                || matches(comment, Optional.of(step.rule().comment())));
    }

    /** Returns whether many write into a table, so that the look of a rule says whose it is. */
    private static boolean isShared(RuleTable table) {
        return table.name().equals("nat");
    }

    private static boolean matches(@Nullable Pattern pattern, Optional<String> text) {
        return pattern != null && text.filter(it -> pattern.matcher(it).find()).isPresent();
    }
}
