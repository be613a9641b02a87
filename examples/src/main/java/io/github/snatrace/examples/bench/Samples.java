package io.github.snatrace.examples.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What was measured: a value for each metric, subject and round. As text, a line each: {@code METRIC SUBJECT ROUND
 * VALUE}, with a tab between them; or {@code BENCHMARK SUBJECT ROUND DIRECTORY} for a run whose figures are in its
 * files.
 */
final class Samples {

    private final Map<Key, NavigableMap<Integer, Double>> byKey = new TreeMap<>();

    private record Key(String metric, String subject) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            int byMetric = metric.compareTo(other.metric);
            return byMetric != 0 ? byMetric : subject.compareTo(other.subject);
        }
    }

    private Samples() {}

    /**
     * Reads samples.
     *
     * @throws IllegalArgumentException if a line is not one; the message has it
     * @throws IOException if a file of a run is missing, or is not what it should be
     */
    static Samples parse(List<String> lines) throws IOException {
        Samples samples = new Samples();
        for (String line : lines) {
            String[] words = line.split("\t", -1);
            if (words.length != 4) {
                throw new IllegalArgumentException("line '" + line + "': expected METRIC, SUBJECT, ROUND, VALUE");
            }
            try {
                int round = Integer.parseInt(words[2]);
                if (words[3].startsWith("/")) {
                    new BenchRun(words[0], words[1], Path.of(words[3]))
                            .figures()
                            .forEach((metric, value) -> samples.put(metric, words[1], round, value));
                } else {
                    samples.put(words[0], words[1], round, Double.parseDouble(words[3]));
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("line '" + line + "': expected METRIC, SUBJECT, ROUND, VALUE", e);
            }
        }
        return samples;
    }

    private void put(String metric, String subject, int round, double value) {
        byKey.computeIfAbsent(new Key(metric, subject), first -> new TreeMap<>())
                .put(round, value);
    }

    /** Returns the metrics that have a sample. */
    Set<String> metrics() {
        return byKey.keySet().stream().map(Key::metric).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the values of a subject, in the order of the rounds. */
    Collection<Double> values(String metric, String subject) {
        return rounds(metric, subject).values();
    }

    /** Returns what one subject had of another, round by round: what was measured in the same minutes is compared. */
    List<Double> ratios(String metric, String subject, String yardstick) {
        NavigableMap<Integer, Double> yardsticks = rounds(metric, yardstick);
        List<Double> ratios = new ArrayList<>();
        rounds(metric, subject).forEach((round, value) -> {
            Double of = yardsticks.get(round);
            if (of != null && of != 0) {
                ratios.add(value / of);
            }
        });
        return ratios;
    }

    private NavigableMap<Integer, Double> rounds(String metric, String subject) {
        return byKey.getOrDefault(new Key(metric, subject), new TreeMap<>());
    }
}
