package io.github.snatrace.client.page;

import io.github.snatrace.compare.Estimate;
import io.github.snatrace.compare.FailureRate;
import io.github.snatrace.compare.Proportion;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.dial.Outcomes;
import io.github.snatrace.result.Distributions;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunComparison;
import io.github.snatrace.result.SimultaneousRuns;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * What a report shows under one name: the runs that belong together, and what the translating host counted meanwhile.
 *
 * @param counters of these runs and no others; empty if there are no snapshots
 */
public record ReportSide(String name, List<ResultFile> runs, List<CounterChange> counters) {

    public ReportSide {
        runs = List.copyOf(runs);
        counters = List.copyOf(counters);
    }

    Proportion counts() {
        return runs.stream().map(ResultFile::counts).reduce(Proportion::plus).orElseThrow();
    }

    /** The rate of failure, with what the runs say about clustering taken into account. */
    Estimate rate(double confidence) {
        return FailureRate.of(RunComparison.series(runs)).estimate(confidence);
    }

    Outcomes outcomes() {
        return runs.stream().map(run -> run.result().outcomes()).reduce(Outcomes.NONE, Outcomes::plus);
    }

    long skipped() {
        return runs.stream().mapToLong(run -> run.result().skipped()).sum();
    }

    List<SimultaneousRuns> stretches() {
        return SimultaneousRuns.of(runs);
    }

    /** The elapsed times of the connects in nanoseconds, if every file has them. */
    Optional<Histogram> connected() {
        return RunComparison.connected(runs);
    }

    /** The lateness of all attempts in nanoseconds, if every file has it. */
    Optional<Histogram> lateness() {
        Histogram sum = new Histogram(3);
        for (ResultFile run : runs) {
            Distributions distributions = run.result().distributions();
            if (distributions == null) {
                return Optional.empty();
            }
            sum.add(distributions.lateness());
        }
        return Optional.of(sum);
    }

    /** How far a counter of the host moved in all runs, empty where that is not known. */
    OptionalLong moved(Counter counter) {
        return moved(counters, counter);
    }

    static OptionalLong moved(List<CounterChange> counters, Counter counter) {
        long sum = 0;
        for (CounterChange change : counters) {
            OptionalLong moved = change.moved(counter);
            if (moved.isEmpty()) {
                return moved;
            }
            sum += moved.getAsLong();
        }
        return counters.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sum);
    }
}
