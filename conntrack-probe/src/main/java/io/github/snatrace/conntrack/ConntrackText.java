package io.github.snatrace.conntrack;

import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.TextFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Tells the forms that counters come in apart. */
final class ConntrackText {
    static final String ENTRIES = "entries";
    private static final long MOST = 0xffff_ffffL;

    private ConntrackText() {}

    static ConntrackStats parse(String text) {
        return KernelText.isNamed(text) ? parse(KernelText.parse(text)) : parse(text, List.of());
    }

    static ConntrackStats parse(KernelText snapshot) {
        String text = snapshot.file(KernelText.CONNTRACK_STAT)
                .orElseThrow(() -> new TextFormatException("no " + KernelText.CONNTRACK_STAT + " among its files: "
                        + TextFormatException.quote(String.join(" ", snapshot.paths()))));
        List<Integer> possible =
                snapshot.file(KernelText.POSSIBLE_CPUS).map(CpuList::parse).orElse(List.of());
        ConntrackStats stats = parse(text, possible);
        CounterSource source =
                snapshot.file(KernelText.SOURCE).map(ConntrackText::source).orElse(stats.source());
        return new ConntrackStats(source, stats.cpus(), stats.entries());
    }

    private static CounterSource source(String text) {
        for (CounterSource source : CounterSource.values()) {
            if (source.label().equals(text.strip())) {
                return source;
            }
        }
        throw new TextFormatException("no source of counters is called " + TextFormatException.quote(text.strip()));
    }

    /** Reads the text of one source; {@code possible} names the CPUs of procfs's rows, empty when that is not known. */
    private static ConntrackStats parse(String pasted, List<Integer> possible) {
        String text = PastedText.cleaned(pasted);
        PastedText.requireCounters(text);
        StringTokenizer words = new StringTokenizer(text);
        if (words.nextToken().startsWith(ConntrackToolText.CPU)) {
            return ConntrackToolText.parse(text);
        }
        if (words.hasMoreTokens() && isDecimal(words.nextToken())) {
            return ConntrackToolText.parseFirstCpu(text);
        }
        return ProcfsText.parse(text, possible);
    }

    /** Returns the lines of {@code text}, without what ends them. */
    static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int newline = text.indexOf('\n', from);
            int end = newline < 0 ? text.length() : newline;
            lines.add(text.substring(from, end));
            from = end + 1;
        }
        return lines;
    }

    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(line);
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return words;
    }

    /** Reads a counter's value, which the kernel keeps in 32 bits. */
    static long decimal(String word, int line) {
        if (isDecimal(word) && word.length() <= 10) {
            long value = Long.parseLong(word);
            if (value <= MOST) {
                return value;
            }
        }
        throw TextFormatException.at(line, "expected a number of 32 bits, not " + TextFormatException.quote(word));
    }

    /** Reads the name of a counter: a word of letters, digits and {@code _}. */
    static Counter counter(String word, int line) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c != '_' && !(c < 0x80 && Character.isLetterOrDigit(c))) {
                throw TextFormatException.at(
                        line, "expected the name of a counter, not " + TextFormatException.quote(word));
            }
        }
        return Counter.named(word);
    }

    private static boolean isDecimal(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) < '0' || word.charAt(i) > '9') {
                return false;
            }
        }
        return !word.isEmpty();
    }
}
