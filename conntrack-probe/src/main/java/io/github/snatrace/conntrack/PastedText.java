package io.github.snatrace.conntrack;

import io.github.snatrace.host.TextFormatException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Cleans what people paste of what is no counter, and tells texts that are none, with the command that gives the right
 * one.
 */
final class PastedText {
    private static final String WHOLE = ": give all of what sudo conntrack -S prints";

    /** What somebody typed who copied more of the terminal than the answer. */
    private static final Pattern PROMPT = Pattern.compile(".*[#$%>] *(?:sudo )?conntrack -S.*");

    private PastedText() {}

    /**
     * Returns {@code text} with what conntrack says on stderr, and the head of VyOS's table, as empty lines.
     *
     * @throws TextFormatException if nothing but a refusal is left
     */
    static String cleaned(String text) {
        if (!text.contains("conntrack v") && !text.contains("---") && !text.contains("conntrack -S")) {
            return text;
        }
        StringBuilder cleaned = new StringBuilder();
        String refusal = "";
        for (String line : ConntrackText.lines(text)) {
            if (line.startsWith("conntrack v")) {
                refusal = line.substring(line.lastIndexOf(": ") + 1).strip();
            } else if (!isHeadOfATable(line) && !PROMPT.matcher(line).matches()) {
                cleaned.append(line);
            }
            cleaned.append('\n');
        }
        if (cleaned.toString().isBlank() && !refusal.isEmpty()) {
            throw new TextFormatException("conntrack -S was refused (" + refusal
                    + "): CAP_NET_ADMIN is missing, or the module is not loaded: sudo conntrack -S, as root"
                    + " of the host");
        }
        return cleaned.toString();
    }

    /** VyOS prints the words of conntrack -S under a head of its own. */
    private static boolean isHeadOfATable(String line) {
        String stripped = line.strip();
        boolean rule = !stripped.isEmpty() && stripped.chars().allMatch(c -> c == '-' || c == ' ');
        return rule || (stripped.startsWith("CPU ") && stripped.contains("Found"));
    }

    /** Refuses texts that are known, and are no counters of connection tracking or not all of them. */
    static void requireCounters(String text) {
        List<String> words = ConntrackText.words(text);
        if (words.isEmpty()) {
            throw new TextFormatException("nothing in it");
        }
        String first = words.get(0);
        if (first.startsWith("TcpExt") || first.equals("Tcp:") || first.equals("Ip:") || first.startsWith("#kernel")) {
            throw new TextFormatException(
                    "these are counters of TCP, not of connection tracking: show and explain --server"
                            + " read them; connection tracking's are in /proc/net/stat/nf_conntrack");
        }
        if (first.equals("State") && text.contains("Recv-Q")) {
            throw new TextFormatException(
                    "these are sockets, not counters: show reads them; connection tracking's counters are in"
                            + " /proc/net/stat/nf_conntrack");
        }
        if (first.indexOf('=') > 0 && !first.startsWith(ConntrackToolText.CPU)) {
            throw new TextFormatException("counters without their CPUs, filtered by grep?" + WHOLE);
        }
        if (first.length() == 8 && first.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            throw new TextFormatException(
                    "numbers without their header, filtered by grep? Give all of /proc/net/stat/nf_conntrack");
        }
    }
}
