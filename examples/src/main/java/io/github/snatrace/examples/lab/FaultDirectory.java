package io.github.snatrace.examples.lab;

import io.github.snatrace.diagnosis.Cause;
import io.github.snatrace.diagnosis.Diagnosis;
import io.github.snatrace.diagnosis.Evidence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of provoked faults, as {@code fault --keep} leaves them.
 *
 * <pre>
 * order                    the names of the faults' directories, in order
 * race.1/truth             lines of a cause and how many connects it cost
 * race.1/tolerance         how far counts may be off, in percent; exact without it
 * race.1/skipped           why there is nothing else
 * race.1/untold            why counters alone cannot tell what it is
 * race.1/c1.json ...       what {@link RunEvidence} reads
 * race.1/trace             what conntrack-probe trace --json said of it
 * </pre>
 */
final class FaultDirectory {

    private final Path directory;

    FaultDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * Reads all faults and has each explained.
     *
     * @throws IOException if a file is missing, or is not what it should be; the message names it
     */
    List<Fault> read() throws IOException {
        List<Fault> faults = new ArrayList<>();
        for (String name : Files.readAllLines(directory.resolve("order"))) {
            faults.add(fault(directory.resolve(name)));
        }
        return faults;
    }

    private static Fault fault(Path fault) throws IOException {
        String file = String.valueOf(fault.getFileName());
        int dot = file.lastIndexOf('.');
        String name = file.substring(0, dot);
        int run = Integer.parseInt(file.substring(dot + 1));
        Path skipped = fault.resolve("skipped");
        if (Files.exists(skipped)) {
            return new Fault(
                    name,
                    run,
                    Map.of(),
                    0,
                    Optional.of(Files.readString(skipped).strip()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of());
        }
        Path untold = fault.resolve("untold");
        Evidence seen = RunEvidence.read(List.of(fault));
        Path tolerance = fault.resolve("tolerance");
        return new Fault(
                name,
                run,
                truth(fault.resolve("truth")),
                Files.exists(tolerance)
                        ? Integer.parseInt(Files.readString(tolerance).strip())
                        : 0,
                Optional.empty(),
                Files.exists(untold) ? Optional.of(Files.readString(untold).strip()) : Optional.empty(),
                Optional.of(Diagnosis.of(seen)),
                RunEvidence.readTraced(fault).map(Diagnosis::of),
                Look.at(seen));
    }

    private static Map<Cause, Long> truth(Path file) throws IOException {
        Map<Cause, Long> truth = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            int space = line.indexOf(' ');
            try {
                truth.put(
                        Cause.valueOf(line.substring(0, Math.max(0, space))),
                        Long.parseLong(line.substring(space + 1)));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ": expected CAUSE COUNT, not " + line, e);
            }
        }
        return truth;
    }
}
