package io.github.snatrace.examples.bench;

import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.TextFormatException;
import io.github.snatrace.result.Percentiles;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunResult;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import io.github.snatrace.stats.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that a run of a benchmark left, and the figures that follow from them.
 *
 * @param benchmark which of them
 * @param subject {@value Figure#OURS}, or a yardstick
 * @param directory where its files are
 */
record BenchRun(String benchmark, String subject, Path directory) {

    private static final double ASKED_PER_SECOND = 10_000;

    /** What share of a run its beginning and its end are, at most, and how long. */
    private static final int PARTS = 6;

    private static final double LONGEST_PART_SECONDS = 5;

    private static final Pattern FIELD = Pattern.compile("(\\w+)=(\\S+)");

    /**
     * Returns the figures by their metrics.
     *
     * @throws IOException if a file is missing or is not what it should be
     * @throws IllegalArgumentException if there is no such benchmark, or a file has not what it needs
     */
    Map<String, Double> figures() throws IOException {
        boolean ours = subject.equals(Figure.OURS);
        return switch (benchmark) {
            case "rate" -> ours ? rate() : rateOfC();
            case "sharpness" -> sharpness(ours);
            case "busy" ->
                Map.of("busy-pairs", Objects.requireNonNull(sharpness(ours).get("pairs")));
            case "open-loop" -> openLoop();
            case "blackhole" -> blackhole();
            case "jmh" -> jmh();
            default -> throw new IllegalArgumentException("benchmark " + benchmark + ": there is none of this name");
        };
    }

    private Map<String, Double> rate() throws IOException {
        RunResult run = result("client.json");
        double share = (double) run.outcomes().count(Outcome.CONNECTED)
                / run.outcomes().attempts();
        Series series = Objects.requireNonNull(run.series(), "the client has no series");
        List<Double> rates = new ArrayList<>();
        // The first and the last interval are parts of one.
        for (int i = 1; i < series.intervals().size() - 1; i++) {
            rates.add((double) series.intervals().get(i).attempts());
        }
        return Map.of(
                "connects",
                share * Objects.requireNonNull(run.perSecond(), "the client has no rate"),
                "decay",
                decay(rates, series.step().toNanos() / 1e9));
    }

    private Map<String, Double> rateOfC() throws IOException {
        Map<String, Double> log = fields("dial.log");
        List<Double> rates = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve("dial.log"))) {
            if (line.startsWith("second=")) {
                rates.add(Double.valueOf(line.substring(line.lastIndexOf('=') + 1)));
            }
        }
        return Map.of("connects", number(log, "connects") / number(log, "seconds"), "decay", decay(rates, 1));
    }

    /** Returns what the last part of a run had of its first. */
    private static double decay(List<Double> rates, double seconds) {
        int part = Math.max(1, Math.min(rates.size() / PARTS, (int) (LONGEST_PART_SECONDS / seconds)));
        double first = 0;
        double last = 0;
        for (int i = 0; i < part; i++) {
            first += rates.get(i);
            last += rates.get(rates.size() - 1 - i);
        }
        return last / first;
    }

    private Map<String, Double> sharpness(boolean ours) throws IOException {
        long lost = snapshot("nat.after")
                .since(snapshot("nat.before"))
                .conntrack()
                .orElseThrow(() -> new IllegalArgumentException("the router does not tell"))
                .total(Counter.INSERT_FAILED)
                .orElseThrow(() -> new IllegalArgumentException("the router does not tell insert_failed"));
        double pairs = 0;
        double timeouts = 0;
        double median = 0;
        double tail = 0;
        for (String client : List.of("c1", "c2")) {
            if (ours) {
                RunResult run = result(client + ".json");
                pairs += run.outcomes().attempts() / 2.0;
                timeouts += run.outcomes().timeouts();
                median += lateness(run).p50() * 500;
                tail += lateness(run).p99() * 500;
            } else {
                Map<String, Double> log = fields(client + ".log");
                for (String outcome : List.of("connected", "timed_out", "failed", "skipped")) {
                    pairs += number(log, outcome) / 2;
                }
                timeouts += number(log, "timed_out");
                median += number(log, "late_p50_nanos") / 2e3;
                tail += number(log, "late_p99_nanos") / 2e3;
            }
        }
        return Map.of(
                "pairs",
                100 * lost / pairs,
                "unexplained",
                Math.abs(timeouts - lost),
                "tick-p50",
                median,
                "tick-p99",
                tail);
    }

    private Map<String, Double> openLoop() throws IOException {
        RunResult run = result("client.json");
        double asked = ASKED_PER_SECOND
                * Double.parseDouble(
                        Files.readString(directory.resolve("seconds")).strip());
        return Map.of(
                "open-loop-error",
                100 * Math.abs(1 - run.outcomes().attempts() / asked),
                "open-loop-skipped",
                (double) run.skipped(),
                "open-loop-p50",
                1_000 * lateness(run).p50(),
                "open-loop-p99",
                1_000 * lateness(run).p99());
    }

    private Map<String, Double> blackhole() throws IOException {
        RunResult run = result("client.json");
        double kilobytes = Double.parseDouble(
                Files.readString(directory.resolve("kilobytes")).strip());
        return Map.of(
                "blackhole-skipped",
                (double) run.skipped(),
                "blackhole-p99",
                1_000 * lateness(run).p99(),
                "blackhole-memory",
                kilobytes / 1_024);
    }

    /** Returns nanoseconds per call, of each method in JMH's file that is a figure of this subject. */
    private Map<String, Double> jmh() throws IOException {
        Map<String, Double> scores = new LinkedHashMap<>();
        for (String line : Files.readAllLines(directory.resolve("jmh.csv"))) {
            String[] cells = line.replace("\"", "").split(",", -1);
            String method = cells[0].substring(cells[0].lastIndexOf('.') + 1);
            switch (subject + ":" + method) {
                case "ours:onAttempt", "ours:dueWorkers", "ours:dueOpenLoop", "ours:dueLockstep" ->
                    scores.put(method, Double.valueOf(cells[4]));
                case "HdrHistogram alone:twoRecords" -> scores.put("onAttempt", Double.valueOf(cells[4]));
                case "a clock read:nanoTime" -> {
                    for (String due : List.of("dueWorkers", "dueOpenLoop", "dueLockstep")) {
                        scores.put(due, Double.valueOf(cells[4]));
                    }
                }
                default -> {}
            }
        }
        return scores;
    }

    private static Percentiles lateness(RunResult run) {
        return Objects.requireNonNull(run.latenessMillis(), "the client has no lateness");
    }

    private RunResult result(String file) throws IOException {
        return ResultFile.read(directory.resolve(file)).result();
    }

    private NamespaceSnapshot snapshot(String file) throws IOException {
        try {
            return NamespaceSnapshot.parse(KernelText.parse(Files.readString(directory.resolve(file))));
        } catch (TextFormatException e) {
            throw new IOException(directory.resolve(file) + ": " + e.getMessage(), e);
        }
    }

    private static double number(Map<String, Double> fields, String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }

    /** Returns the last value of each {@code KEY=VALUE} that a yardstick printed. */
    private Map<String, Double> fields(String file) throws IOException {
        Map<String, Double> fields = new LinkedHashMap<>();
        Matcher field = FIELD.matcher(Files.readString(directory.resolve(file)));
        while (field.find()) {
            fields.put(field.group(1), Double.valueOf(field.group(2)));
        }
        return fields;
    }
}
