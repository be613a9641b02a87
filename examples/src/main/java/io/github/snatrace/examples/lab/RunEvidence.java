package io.github.snatrace.examples.lab;

import io.github.snatrace.diagnosis.ClientResult;
import io.github.snatrace.diagnosis.Evidence;
import io.github.snatrace.diagnosis.TracedLosses;
import io.github.snatrace.host.TextFormatException;
import io.github.snatrace.snapshot.NamespaceDelta;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The evidence of runs, from the files that the lab leaves of each: {@code c1.json}, {@code c1.before}, {@code
 * c1.after}, and the snapshots of the other clients, of {@code nat} and of {@code srv}. A namespace without snapshots
 * was not seen.
 */
final class RunEvidence {

    private RunEvidence() {}

    /**
     * Reads the files of runs that belong together.
     *
     * @throws IOException if a file is missing, or is not what it should be; the message names it
     */
    static Evidence read(List<Path> runs) throws IOException {
        List<ClientResult> results = new ArrayList<>();
        List<NamespaceDelta> clients = new ArrayList<>();
        List<NamespaceDelta> nats = new ArrayList<>();
        List<NamespaceDelta> servers = new ArrayList<>();
        for (Path run : runs) {
            for (int client = 1; Files.exists(run.resolve("c" + client + ".json")); client++) {
                results.add(result(run.resolve("c" + client + ".json")));
                add(clients, run, "c" + client);
            }
            add(nats, run, "nat");
            add(servers, run, "srv");
        }
        if (results.isEmpty()) {
            throw new IOException(runs + ": expected c1.json in it");
        }
        return new Evidence(results, clients, nats, servers);
    }

    /**
     * Reads the same of one run, and what {@code trace} says of each SYN; empty if it was not traced.
     *
     * @throws IOException if a file is missing, or is not what it should be; the message names it
     */
    static Optional<Evidence> readTraced(Path run) throws IOException {
        Path trace = run.resolve("trace");
        if (!Files.exists(trace)) {
            return Optional.empty();
        }
        Evidence seen = read(List.of(run));
        try {
            TracedLosses losses = TracedLosses.parse(Files.readString(trace));
            return Optional.of(
                    new Evidence(seen.results(), seen.clients(), seen.nats(), seen.servers(), Optional.of(losses)));
        } catch (TextFormatException e) {
            throw new IOException(trace + ": " + e.getMessage(), e);
        }
    }

    private static ClientResult result(Path file) throws IOException {
        try {
            return ClientResult.parse(Files.readString(file));
        } catch (TextFormatException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static void add(List<NamespaceDelta> deltas, Path run, String namespace) throws IOException {
        if (Files.exists(run.resolve(namespace + ".before")) && Files.exists(run.resolve(namespace + ".after"))) {
            deltas.add(delta(run, namespace));
        }
    }

    /**
     * Reads what a namespace counted during a run.
     *
     * @throws IOException if a snapshot is missing, or is not what it should be; the message names it
     */
    static NamespaceDelta delta(Path run, String namespace) throws IOException {
        return snapshot(run.resolve(namespace + ".after")).since(snapshot(run.resolve(namespace + ".before")));
    }

    private static NamespaceSnapshot snapshot(Path file) throws IOException {
        try {
            return NamespaceSnapshot.read(file);
        } catch (TextFormatException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
