package io.github.snatrace.client.result;

import io.github.snatrace.stats.Series;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs of one side without a pause between them, as one series: clients that ran at the same time are added up.
 *
 * @param directories where the result files are
 */
public record Stretch(Series series, Set<Path> directories) {

    public Stretch {
        directories = Set.copyOf(directories);
    }

    /** The stretches of some runs in the order of time; runs whose files have no series are left out. */
    public static List<Stretch> of(List<Run> runs) {
        List<Stretch> parts = new ArrayList<>();
        for (Run run : runs) {
            Optional<Series> series = run.series();
            series.ifPresent(found -> parts.add(new Stretch(found, Set.of(run.directory()))));
        }
        parts.sort(Comparator.comparing(part -> part.series.startedAt()));
        List<Stretch> stretches = new ArrayList<>();
        for (Stretch next : parts) {
            int last = stretches.size() - 1;
            if (last >= 0
                    && next.series
                            .startedAt()
                            .isBefore(stretches.get(last).series.endedAt())) {
                stretches.set(last, stretches.get(last).plus(next));
            } else {
                stretches.add(next);
            }
        }
        return stretches;
    }

    double seconds() {
        return series.step().toMillis() / 1e3 * series.intervals().size();
    }

    private Stretch plus(Stretch other) {
        Set<Path> all = new HashSet<>(directories);
        all.addAll(other.directories);
        return new Stretch(series.plus(other.series), all);
    }
}
