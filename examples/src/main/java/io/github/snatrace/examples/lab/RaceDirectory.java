package io.github.snatrace.examples.lab;

import io.github.snatrace.examples.prove.ProofJson;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunResult;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of a race, as {@code race --keep} leaves them.
 *
 * <pre>
 * race.properties          clients, step, ticks, widen, rounds, cpu.c1, cpu.c2, ...
 * proof.json               what prove --json printed, if anything could be proven
 * trace.json               what trace --json wrote of a short round more, if anything could be traced
 * arm-1/rule               the rule
 * arm-1/round-1/c1.json    the client's summary
 * arm-1/round-1/nat.before nat.after, and the same for c1, c2, ..., srv: snapshots of the namespaces
 * </pre>
 */
final class RaceDirectory {

    private final Path directory;

    RaceDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * Reads the whole race.
     *
     * @throws IOException if a file is missing, or is not what it should be; the message names it
     */
    Race read() throws IOException {
        Path file = directory.resolve("race.properties");
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            settings.load(reader);
        }
        int clients = number(file, settings, "clients");
        Map<Integer, Integer> cpus = new TreeMap<>();
        for (int client = 1; client <= clients; client++) {
            cpus.put(client, number(file, settings, "cpu.c" + client));
        }
        int rounds = number(file, settings, "rounds");
        List<Arm> arms = new ArrayList<>();
        for (int arm = 1; Files.isDirectory(directory.resolve("arm-" + arm)); arm++) {
            arms.add(arm(directory.resolve("arm-" + arm), cpus, rounds));
        }
        if (arms.isEmpty()) {
            throw new IOException(directory + ": expected arm-1 in it");
        }
        Path proof = directory.resolve("proof.json");
        Path trace = directory.resolve("trace.json");
        return new Race(
                Files.exists(proof) ? Optional.of(ProofJson.read(proof)) : Optional.empty(),
                Files.exists(trace) ? Optional.of(RaceTrace.read(trace)) : Optional.empty(),
                kernel(arms),
                clients,
                new HashSet<>(cpus.values()).size(),
                text(file, settings, "step"),
                number(file, settings, "ticks"),
                number(file, settings, "widen"),
                rounds,
                arms);
    }

    private static Arm arm(Path directory, Map<Integer, Integer> cpus, int rounds) throws IOException {
        List<Run> runs = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            Path run = directory.resolve("round-" + round);
            SortedMap<Integer, RunResult> clients = new TreeMap<>();
            for (int client : cpus.keySet()) {
                clients.put(client, client(run.resolve("c" + client + ".json")));
            }
            runs.add(new Run(clients, RunEvidence.delta(run, "nat")));
        }
        return new Arm(Files.readString(directory.resolve("rule")).strip(), cpus, runs);
    }

    private static RunResult client(Path file) throws IOException {
        try {
            return ResultFile.read(file).result();
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Optional<String> kernel(List<Arm> arms) {
        return arms.get(0).runs().stream()
                .flatMap(run -> run.router().kernel().stream())
                .findFirst();
    }

    private static int number(Path file, Properties settings, String name) throws IOException {
        String text = text(file, settings, name);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IOException(file + ": " + name + " is " + text + ", expected a whole number", e);
        }
    }

    private static String text(Path file, Properties settings, String name) throws IOException {
        String text = settings.getProperty(name);
        if (text == null) {
            throw new IOException(file + ": expected " + name + " in it");
        }
        return text;
    }
}
