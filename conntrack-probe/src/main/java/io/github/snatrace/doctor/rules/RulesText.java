package io.github.snatrace.doctor.rules;

import io.github.snatrace.host.TextFormatException;
import java.util.List;
import java.util.regex.Pattern;

/** Tells the forms apart that rules come in. */
public final class RulesText {
    private static final Pattern PROMPT = Pattern.compile("(\\S+@\\S+ ?\\S*[#$]|\\[\\S+@.*][#$]|\\$) .*");

    private RulesText() {}

    /**
     * Reads rules in any form that people paste: iptables-save, {@code iptables -S}, {@code iptables -L -v -n}, a
     * script for iptables-restore, {@code nft list ruleset}, {@code nft --json list ruleset}, a script for nft.
     *
     * @throws TextFormatException if it is none of these
     */
    public static Ruleset parse(String text) {
        if (text.isBlank()) {
            return new Ruleset(List.of(), true, List.of("it is empty"));
        }
        String stripped = text.strip();
        if (stripped.startsWith("{")) {
            return NftJson.parse(stripped);
        }
        List<String> lines = text.lines().toList();
        if (lines.stream().anyMatch(NftText::isHead)) {
            return NftText.parse(text);
        }
        if (lines.stream().anyMatch(IptablesListing::isHead)) {
            return IptablesListing.parse(text);
        }
        if (lines.stream().anyMatch(IptablesText::isRule)) {
            return IptablesText.parse(text, "");
        }
        throw new TextFormatException(
                "expected rules as iptables-save, iptables -S, iptables -L -v -n, nft list ruleset or nft --json "
                        + "list ruleset"
                        + " print them");
    }

    /**
     * Returns whether {@code line} is what stood at the shell's prompt, {@code root@host:~# iptables-save}, and came
     * along.
     */
    static boolean isPrompt(String line) {
        return PROMPT.matcher(line).matches();
    }

    /** Reads what the command {@code save} printed: iptables-save, ip6tables-legacy-save and so on. */
    public static Ruleset ofSave(String save, String text) {
        String suffix = save.contains("-legacy") ? "-legacy" : save.contains("-nft") ? "-nft" : "";
        return IptablesText.parse(text, suffix, save.startsWith("ip6"));
    }

    /** Reads what {@code nft --json list ruleset} printed. */
    public static Ruleset ofNftJson(String text) {
        return NftJson.parse(text);
    }

    /** Reads what {@code nft --handle list ruleset} printed. */
    public static Ruleset ofNft(String text) {
        return NftText.parse(text);
    }
}
