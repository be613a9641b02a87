package io.github.snatrace.result;

import com.google.common.collect.ImmutableList;
import io.github.snatrace.stats.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Runs without a pause between them as one series: clients that ran at the same time are added, for they share their
 * bursts.
 */
public record SimultaneousRuns(Series series, List<ResultFile> files) {

    public SimultaneousRuns {
        files = List.copyOf(files);
    }

    /** Puts together what ran at the same time, in the order of time; runs without a series are left out. */
    public static List<SimultaneousRuns> of(List<ResultFile> files) {
        List<SimultaneousRuns> single = new ArrayList<>();
        for (ResultFile file : files) {
            Series series = file.result().series();
            if (series != null) {
                single.add(new SimultaneousRuns(series, List.of(file)));
            }
        }
        single.sort(Comparator.comparing(runs -> runs.series.startedAt()));
        List<SimultaneousRuns> together = new ArrayList<>();
        for (SimultaneousRuns next : single) {
            int last = together.size() - 1;
            if (last >= 0
                    && next.series
                            .startedAt()
                            .isBefore(together.get(last).series.endedAt())) {
                together.set(last, together.get(last).plus(next));
            } else {
                together.add(next);
            }
        }
        return together;
    }

    private SimultaneousRuns plus(SimultaneousRuns next) {
        return new SimultaneousRuns(
                series.plus(next.series),
                ImmutableList.<ResultFile>builder()
                        .addAll(files)
                        .addAll(next.files)
                        .build());
    }
}
