package io.github.snatrace.client.page;

import io.github.snatrace.client.result.Run;
import io.github.snatrace.client.result.RunComparison;
import io.github.snatrace.client.result.Stretch;
import io.github.snatrace.compare.Estimate;
import io.github.snatrace.compare.FailureRate;
import io.github.snatrace.compare.Proportion;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.dial.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * What a report shows under one name: the runs that belong together, and what the translating host counted meanwhile.
 *
 * @param counters of these runs and no others; empty if there are no snapshots
 */
public record ReportSide(String name, List<Run> runs, List<CounterChange> counters) {

    public ReportSide {
        runs = List.copyOf(runs);
        counters = List.copyOf(counters);
    }

    Proportion counts() {
        return runs.stream().map(Run::counts).reduce(Proportion::plus).orElseThrow();
    }

    /** The rate of failure, with what the runs say about clustering taken into account. */
    Estimate rate(double confidence) {
        return FailureRate.of(RunComparison.series(runs)).estimate(confidence);
    }

    Map<Outcome, Long> outcomes() {
        Map<Outcome, Long> sums = new EnumMap<>(Outcome.class);
        runs.forEach(
                run -> run.summary().outcomes().forEach((outcome, count) -> sums.merge(outcome, count, Long::sum)));
        sums.values().removeIf(count -> count == 0);
        return sums;
    }

    long skipped() {
        return runs.stream().mapToLong(run -> run.summary().skipped()).sum();
    }

    List<Stretch> stretches() {
        return Stretch.of(runs);
    }

    /** The elapsed times of the connects in nanoseconds, if every file has them. */
    Optional<Histogram> connected() {
        return RunComparison.connected(runs);
    }

    /** The lateness of all attempts in nanoseconds, if every file has it. */
    Optional<Histogram> lateness() {
        Histogram sum = new Histogram(3);
        for (Run run : runs) {
            Optional<Histogram> lateness = run.lateness();
            if (lateness.isEmpty()) {
                return lateness;
            }
            sum.add(lateness.get());
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
