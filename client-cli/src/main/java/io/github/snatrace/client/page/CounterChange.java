package io.github.snatrace.client.page;

import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.TextFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the connection tracking of the translating host counted, by two snapshots of it.
 *
 * @param place where the snapshots were found
 */
public record CounterChange(Path place, ConntrackStats before, ConntrackStats after) {

    /** The names that snapshots beside a run go by, less {@code .before} and {@code .after}. */
    private static final List<String> NAMES = List.of("nat", "conntrack");

    /**
     * Reads two snapshots, in any form that conntrack-probe reads.
     *
     * @throws IllegalArgumentException if one of them is none, in one line that names it
     */
    static CounterChange read(Path before, Path after) throws IOException {
        return new CounterChange(after, stats(before), stats(after));
    }

    /**
     * Reads the snapshots in a directory, if there are some: {@code nat.before} and {@code nat.after}, or {@code
     * conntrack.*}.
     *
     * @throws IllegalArgumentException if a file of such a name is no snapshot
     */
    static Optional<CounterChange> in(Path directory) throws IOException {
        for (String name : NAMES) {
            Path before = directory.resolve(name + ".before");
            Path after = directory.resolve(name + ".after");
            if (Files.isRegularFile(before) && Files.isRegularFile(after)) {
                return Optional.of(new CounterChange(directory, stats(before), stats(after)));
            }
        }
        return Optional.empty();
    }

    /** How far a counter moved on all CPUs, empty where the kernel does not tell. */
    OptionalLong moved(Counter counter) {
        return after.since(before).total(counter);
    }

    private static ConntrackStats stats(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("'" + file + "': expected a snapshot of the conntrack counters");
        }
        try {
            return ConntrackStats.parse(Host.read(file));
        } catch (TextFormatException e) {
            throw new IllegalArgumentException(
                    "'" + file + "': expected a snapshot of the conntrack counters: " + e.getMessage(), e);
        }
    }
}
