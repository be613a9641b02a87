package io.github.snatrace.conntrack;

import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.TextFormatException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads and writes {@code /proc/net/stat/nf_conntrack}: a header, then a row of hexadecimal numbers for each possible
 * CPU.
 */
final class ProcfsText {
    private static final int DIGITS = 8;

    private ProcfsText() {}

    /** Reads by the names of the header; {@code possible} names the CPUs of the rows, empty when that is not known. */
    static ConntrackStats parse(String text, List<Integer> possible) {
        List<String> header = List.of();
        List<CpuCounters> cpus = new ArrayList<>();
        OptionalLong entries = OptionalLong.empty();
        int line = 0;
        for (String row : ConntrackText.lines(text)) {
            line++;
            List<String> words = ConntrackText.words(row);
            if (words.isEmpty()) {
                continue;
            }
            if (header.isEmpty()) {
                header = header(words, row, line);
                continue;
            }
            if (words.size() != header.size()) {
                throw TextFormatException.at(
                        line,
                        "expected " + header.size() + " columns as in the header, found " + words.size()
                                + ": is the text complete?");
            }
            if (!possible.isEmpty() && cpus.size() == possible.size()) {
                throw TextFormatException.at(
                        line, "a row too many for the " + possible.size() + " possible CPUs of the snapshot");
            }
            SortedMap<Counter, Long> counters = new TreeMap<>();
            for (int column = 0; column < words.size(); column++) {
                long value = hexadecimal(words.get(column), line);
                if (header.get(column).equals(ConntrackText.ENTRIES)) {
                    entries = OptionalLong.of(value);
                } else {
                    counters.put(Counter.named(header.get(column)), value);
                }
            }
            cpus.add(new CpuCounters(possible.isEmpty() ? cpus.size() : possible.get(cpus.size()), counters));
        }
        if (cpus.isEmpty() || cpus.size() < possible.size()) {
            throw TextFormatException.at(
                    line,
                    "ends after " + cpus.size() + " rows of numbers, expected "
                            + (possible.isEmpty() ? "at least 1" : possible.size()) + ": is the text complete?");
        }
        return new ConntrackStats(CounterSource.PROCFS, cpus, entries);
    }

    private static List<String> header(List<String> words, String row, int line) {
        boolean known = false;
        Set<Counter> seen = new HashSet<>();
        for (String word : words) {
            known |= Counter.named(word).isKnown();
        }
        if (!known) {
            throw TextFormatException.at(
                    line,
                    "expected the header of " + KernelText.CONNTRACK_STAT
                            + ", what \"conntrack -S\" prints, or a snapshot, not "
                            + TextFormatException.quote(row.strip()));
        }
        for (String word : words) {
            if (!seen.add(ConntrackText.counter(word, line))) {
                throw TextFormatException.at(line, "two columns for " + TextFormatException.quote(word));
            }
        }
        return words;
    }

    /** Writes what {@code stats} has and nothing else: a counter that the source does not tell gets no column. */
    static String format(ConntrackStats stats) {
        StringBuilder text = new StringBuilder();
        Set<Counter> columns = stats.total().keySet();
        if (stats.entries().isPresent()) {
            text.append(ConntrackText.ENTRIES).append(' ');
        }
        for (Counter counter : columns) {
            text.append(' ').append(counter.name());
        }
        for (CpuCounters cpu : stats.cpus()) {
            text.append('\n');
            if (stats.entries().isPresent()) {
                append(text, stats.entries().getAsLong());
                text.append(' ');
            }
            for (Counter counter : columns) {
                text.append(' ');
                append(text, cpu.value(counter));
            }
        }
        return text.append('\n').toString();
    }

    private static void append(StringBuilder text, long value) {
        String digits = Long.toHexString(value);
        text.append("0".repeat(Math.max(0, DIGITS - digits.length()))).append(digits);
    }

    /** Reads a number of exactly eight digits, which is how the kernel prints them: fewer are a text that was cut. */
    private static long hexadecimal(String word, int line) {
        long value = 0;
        for (int i = 0; i < word.length() && value >= 0; i++) {
            char c = word.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            value = digit < 0 ? -1 : value << 4 | digit;
        }
        if (word.length() != DIGITS || value < 0) {
            throw TextFormatException.at(
                    line, "expected " + DIGITS + " hexadecimal digits, not " + TextFormatException.quote(word));
        }
        return value;
    }
}
