package io.github.snatrace.conntrack;

import io.github.snatrace.host.TextFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what {@code conntrack -S} prints. */
final class ConntrackToolText {
    static final String CPU = "cpu=";

    private ConntrackToolText() {}

    /** Reads {@code cpu=0 found=0 invalid=0 ...}, a line for each CPU, as version 1.4.0 and later print it. */
    static ConntrackStats parse(String text) {
        List<CpuCounters> cpus = new ArrayList<>();
        OptionalLong entries = OptionalLong.empty();
        int number = 0;
        for (String line : ConntrackText.lines(text)) {
            number++;
            List<String> words = ConntrackText.words(line);
            if (words.isEmpty()) {
                continue;
            }
            if (!words.get(0).startsWith(CPU)) {
                throw TextFormatException.at(
                        number, "expected \"cpu=N\", not " + TextFormatException.quote(words.get(0)));
            }
            int cpu = (int) Math.min(
                    Integer.MAX_VALUE, ConntrackText.decimal(words.get(0).substring(CPU.length()), number));
            SortedMap<Counter, Long> counters = new TreeMap<>();
            for (String word : words.subList(1, words.size())) {
                int equals = word.indexOf('=');
                if (equals < 1) {
                    throw TextFormatException.at(
                            number, "expected \"counter=number\", not " + TextFormatException.quote(word));
                }
                String name = word.substring(0, equals);
                long value = ConntrackText.decimal(word.substring(equals + 1), number);
                if (name.equals(ConntrackText.ENTRIES)) {
                    entries = OptionalLong.of(value);
                } else if (counters.put(ConntrackText.counter(name, number), value) != null) {
                    throw TextFormatException.at(number, "a second " + TextFormatException.quote(name));
                }
            }
            requireLikeTheOthers(cpus, cpu, counters, number);
            cpus.add(new CpuCounters(cpu, counters));
        }
        return new ConntrackStats(CounterSource.CONNTRACK, cpus, entries);
    }

    private static void requireLikeTheOthers(
            List<CpuCounters> cpus, int cpu, SortedMap<Counter, Long> counters, int line) {
        for (CpuCounters other : cpus) {
            if (other.cpu() == cpu) {
                throw TextFormatException.at(line, "a second line for cpu " + cpu);
            }
        }
        boolean alike = cpus.isEmpty()
                || counters.keySet().equals(cpus.get(0).counters().keySet());
        if (counters.isEmpty() || !alike) {
            throw TextFormatException.at(
                    line,
                    "other counters than on the lines before: it was cut off, or filtered; give all of what sudo"
                            + " conntrack -S prints");
        }
    }

    /** Reads a counter a line, {@code found 12}, as versions before 1.4.0 print it, for the first CPU and no other. */
    static ConntrackStats parseFirstCpu(String text) {
        SortedMap<Counter, Long> counters = new TreeMap<>();
        OptionalLong entries = OptionalLong.empty();
        boolean known = false;
        int number = 0;
        for (String line : ConntrackText.lines(text)) {
            number++;
            List<String> words = ConntrackText.words(line);
            if (words.isEmpty()) {
                continue;
            }
            if (words.size() != 2) {
                throw TextFormatException.at(
                        number, "expected a counter and its number, not " + TextFormatException.quote(line));
            }
            Counter counter = ConntrackText.counter(words.get(0), number);
            known |= counter.isKnown();
            long value = ConntrackText.decimal(words.get(1), number);
            if (counter.name().equals(ConntrackText.ENTRIES)) {
                entries = OptionalLong.of(value);
            } else if (counters.put(counter, value) != null) {
                throw TextFormatException.at(number, "a second " + TextFormatException.quote(words.get(0)));
            }
        }
        if (!known) {
            throw new TextFormatException("none of its counters is one of connection tracking");
        }
        return new ConntrackStats(CounterSource.CONNTRACK_FIRST_CPU, List.of(new CpuCounters(0, counters)), entries);
    }
}
