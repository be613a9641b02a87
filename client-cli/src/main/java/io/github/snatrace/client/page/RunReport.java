package io.github.snatrace.client.page;

import io.github.snatrace.compare.Change;
import io.github.snatrace.compare.Estimate;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunComparison;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Everything a report is written from.
 *
 * @param sides the first is what the others are compared with
 * @param comparisons of each further side with the first
 * @param shared counters of the translating host that cannot be told apart by side
 * @param missing what the report cannot show and why, in words
 */
public record RunReport(
        List<ReportSide> sides,
        List<Compared> comparisons,
        List<CounterChange> shared,
        double confidence,
        List<String> missing) {

    public RunReport {
        sides = List.copyOf(sides);
        comparisons = List.copyOf(comparisons);
        shared = List.copyOf(shared);
        missing = List.copyOf(missing);
    }

    /**
     * Reads result files, and the snapshots that lie beside them unless others are given.
     *
     * @param files runs of one name make one side; one without a name is a side of its own
     * @throws IllegalArgumentException if a file is not what it should be, in one line that names it
     */
    public static RunReport read(List<NamedFile> files, List<Snapshots> given, double confidence) throws IOException {
        Map<String, List<ResultFile>> runs = runs(files);
        Map<String, List<CounterChange>> counters = new LinkedHashMap<>();
        List<CounterChange> shared = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        runs.keySet().forEach(name -> counters.put(name, new ArrayList<>()));
        for (Snapshots snapshots : given) {
            Optional<String> side = snapshots.side(runs.keySet());
            side.map(counters::get).orElse(shared).add(snapshots.read());
        }
        if (given.isEmpty()) {
            findCounters(runs, counters, shared, missing);
        }
        List<ReportSide> sides = new ArrayList<>();
        runs.forEach((name, some) -> sides.add(new ReportSide(name, some, counters.getOrDefault(name, List.of()))));
        List<Compared> comparisons = sides.subList(1, sides.size()).stream()
                .map(candidate ->
                        new Compared(candidate, RunComparison.of(sides.get(0).runs(), candidate.runs(), confidence)))
                .toList();
        sides.forEach(side -> missing.addAll(missingIn(side, shared)));
        return new RunReport(sides, comparisons, shared, confidence, missing);
    }

    /** A further side, and how it compares with the first. */
    record Compared(ReportSide candidate, RunComparison comparison) {

        boolean isComparable() {
            return comparison.verdict() != Change.NOT_COMPARABLE;
        }
    }

    /** Two snapshots that were named on the command line, and the side that they are of. */
    public record Snapshots(NamedFile before, Path after) {

        private Optional<String> side(Set<String> names) {
            String name = before.name();
            if (name != null && !names.contains(name)) {
                throw new IllegalArgumentException("--conntrack '" + name + "=" + before.file()
                        + "': expected the name of a run: " + String.join(", ", names));
            }
            return name == null && names.size() == 1 ? names.stream().findFirst() : Optional.ofNullable(name);
        }

        private CounterChange read() throws IOException {
            return CounterChange.read(before.file(), after);
        }
    }

    /** Says whether every run measured the network, and not its own generator. */
    boolean isValid() {
        return invalid().isEmpty();
    }

    /** The runs that measured their own generator. */
    List<ResultFile> invalid() {
        return sides.stream()
                .flatMap(side -> side.runs().stream())
                .filter(file -> file.result().isInvalid())
                .toList();
    }

    /** What the others are compared with. */
    ReportSide base() {
        return sides.get(0);
    }

    /** How a side compares with the first; empty for the first. */
    Optional<RunComparison> comparison(ReportSide side) {
        return comparisons.stream()
                .filter(compared -> compared.candidate().equals(side))
                .map(Compared::comparison)
                .findFirst();
    }

    /** The rate of failure of a side: as the comparison with the first has it, or of itself where there is no other. */
    Estimate rate(ReportSide side) {
        if (comparisons.isEmpty()) {
            return side.rate(confidence);
        }
        return comparison(side)
                .map(comparison -> comparison.failures().candidateRate())
                .orElseGet(() -> comparisons.get(0).comparison().failures().baseRate());
    }

    int size() {
        return sides.stream().mapToInt(side -> side.runs().size()).sum();
    }

    private static Map<String, List<ResultFile>> runs(List<NamedFile> named) throws IOException {
        List<NamedFile> files = new ArrayList<>();
        for (NamedFile one : named) {
            files.addAll(one.files());
        }
        List<ResultFile> read =
                ResultFile.readAll(files.stream().map(NamedFile::file).toList());
        List<String> plain = read.stream().map(run -> withoutSuffix(run.path())).toList();
        Map<String, List<ResultFile>> runs = new LinkedHashMap<>();
        for (int i = 0; i < read.size(); i++) {
            String name = files.get(i).name();
            if (name == null) {
                String own = plain.get(i);
                boolean unique = plain.stream().filter(own::equals).count() == 1;
                name = unique ? own : read.get(i).path().toString();
            }
            runs.computeIfAbsent(name, any -> new ArrayList<>()).add(read.get(i));
        }
        return runs;
    }

    private static String withoutSuffix(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name;
    }

    /**
     * Snapshots beside the runs of one side are of that side; where sides share a directory, nobody can tell whose they
     * are.
     */
    private static void findCounters(
            Map<String, List<ResultFile>> runs,
            Map<String, List<CounterChange>> counters,
            List<CounterChange> shared,
            List<String> missing)
            throws IOException {
        Map<Path, Set<String>> users = new LinkedHashMap<>();
        runs.forEach(
                (name, some) -> some.forEach(run -> users.computeIfAbsent(run.directory(), any -> new LinkedHashSet<>())
                        .add(name)));
        for (Map.Entry<Path, Set<String>> directory : users.entrySet()) {
            Optional<CounterChange> found;
            try {
                found = CounterChange.in(directory.getKey());
            } catch (IllegalArgumentException e) {
                missing.add(String.valueOf(e.getMessage()));
                continue;
            }
            Set<String> names = directory.getValue();
            List<CounterChange> owner =
                    names.size() == 1 ? counters.getOrDefault(names.iterator().next(), shared) : shared;
            found.ifPresent(owner::add);
        }
    }

    private static List<String> missingIn(ReportSide side, Collection<CounterChange> shared) {
        List<String> missing = new ArrayList<>();
        lacking(side, run -> run.result().series() == null)
                .ifPresent(
                        files -> missing.add(files + ": no series, so it is not on the timeline and bursts of failures"
                                + " are not taken into account"));
        lacking(side, run -> run.result().distributions() == null)
                .ifPresent(files -> missing.add(
                        files + ": no histograms, so the latency distribution of " + side.name() + " is not shown"));
        lacking(
                        side,
                        run -> run.result().conditions().target() == null
                                || run.result().conditions().kernel() == null)
                .ifPresent(files -> missing.add(files
                        + ": no target or kernel, so nobody can tell whether it ran under the" + " same conditions"));
        if (side.counters().isEmpty() && shared.isEmpty()) {
            missing.add(side.name()
                    + ": no conntrack snapshots (nat.before and nat.after beside the runs, or --conntrack), so "
                    + "nothing is"
                    + " said about insert_failed");
        } else if (!side.counters().isEmpty()
                && side.moved(Counter.INSERT_FAILED).isEmpty()) {
            missing.add(side.name() + ": its conntrack snapshots do not tell insert_failed");
        }
        return missing;
    }

    private static Optional<String> lacking(ReportSide side, Predicate<ResultFile> lacks) {
        String files = side.runs().stream()
                .filter(lacks)
                .map(run -> String.valueOf(run.path().getFileName()))
                .collect(Collectors.joining(", "));
        return files.isEmpty() ? Optional.empty() : Optional.of(files);
    }

    /** How many connects of a side the client or the kernel gave up on. */
    static long timeouts(ReportSide side) {
        return side.outcomes().timeouts();
    }
}
