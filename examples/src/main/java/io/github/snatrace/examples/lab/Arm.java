package io.github.snatrace.examples.lab;

import com.google.common.collect.Maps;
import io.github.snatrace.compare.FailureRate;
import io.github.snatrace.compare.FailureSeries;
import io.github.snatrace.compare.Proportion;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.conntrack.CpuCounters;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Outcomes;
import io.github.snatrace.result.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All runs of one rule, one per round.
 *
 * @param cpus the CPU of each client, by the client's number
 */
record Arm(String rule, Map<Integer, Integer> cpus, List<Run> runs) {

    Arm {
        cpus = Map.copyOf(cpus);
        runs = List.copyOf(runs);
    }

    /** Says whether the rule rewrites the address and tries to keep the source port: what races. */
    boolean keepsPorts() {
        return (rule.contains("masquerade") || rule.contains("snat")) && !rule.contains("random");
    }

    long connects() {
        return outcomes().attempts();
    }

    long skipped() {
        return results().mapToLong(RunResult::skipped).sum();
    }

    long timeouts() {
        return outcomes().timeouts();
    }

    Proportion failures() {
        return Proportion.of(outcomes());
    }

    /** Returns how the attempts of all runs ended. */
    Outcomes outcomes() {
        return runs.stream().map(Run::outcomes).reduce(Outcomes.NONE, Outcomes::plus);
    }

    private Stream<RunResult> results() {
        return runs.stream().flatMap(run -> run.clients().values().stream());
    }

    /** The rate of the failures, with each round as a run of its own: what clusters in it is taken into account. */
    FailureRate failureRate() {
        return FailureRate.of(runs.stream().map(Arm::series).toList());
    }

    /** The clients of a round race at the same time, and share its bursts. */
    private static FailureSeries series(Run run) {
        return run.clients().values().stream()
                .map(client -> Optional.ofNullable(client.series()))
                .reduce((one, other) -> one.flatMap(series -> other.map(series::plus)))
                .flatMap(Function.identity())
                .map(FailureSeries::of)
                .orElseGet(() -> FailureSeries.of(Proportion.of(run.outcomes())));
    }

    /** Entries that the router could not insert, empty where this kernel does not tell. */
    OptionalLong insertFailed() {
        return counted(Counter.INSERT_FAILED);
    }

    /** What {@code counter} of the router counted in all runs, empty where this kernel does not tell. */
    OptionalLong counted(Counter counter) {
        long sum = 0;
        for (Run run : runs) {
            OptionalLong counted = run.router()
                    .conntrack()
                    .map(conntrack -> conntrack.total(counter))
                    .orElse(OptionalLong.empty());
            if (counted.isEmpty()) {
                return counted;
            }
            sum += counted.getAsLong();
        }
        return OptionalLong.of(sum);
    }

    /**
     * Says whether every timeout is one {@code insert_failed}, on each CPU of each run; false where this kernel does
     * not tell.
     */
    boolean agrees() {
        return insertFailed().isPresent()
                && runs.stream().allMatch(run -> shares(List.of(run)).stream().allMatch(CpuShare::agrees));
    }

    /** Says whether every client of every run kept to its plan, and the counts agree as far as this kernel tells. */
    boolean measured() {
        return flaws().isEmpty() && (insertFailed().isEmpty() || agrees());
    }

    /** Why client runs say nothing about the network, one for each such run, with the client and the round. */
    List<String> flaws() {
        List<String> flaws = new ArrayList<>();
        for (int round = 1; round <= runs.size(); round++) {
            String suffix = " in round " + round + ": ";
            runs.get(round - 1)
                    .clients()
                    .forEach((client, run) -> flaw(run).ifPresent(reason -> flaws.add("c" + client + suffix + reason)));
        }
        return flaws;
    }

    /** Why the run of a client says nothing about the network, if it does not. */
    private static Optional<String> flaw(RunResult run) {
        if (run.isInvalid()) {
            return Optional.of(
                    run.invalidBecause().isEmpty() ? "it does not say why" : String.join("; ", run.invalidBecause()));
        }
        long without = run.outcomes().count(Outcome.NO_DESCRIPTOR);
        return without > 0
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%,d of %,d attempts had no file descriptor left",
                        without,
                        run.outcomes().attempts()))
                : Optional.empty();
    }

    /** Says whether the router lost a connection; where it does not tell, whether a client did. */
    boolean raced() {
        return insertFailed().orElse(timeouts()) > 0;
    }

    /** Each CPU that a client ran on or that failed to insert, in order; none where this kernel does not tell. */
    List<CpuShare> shares() {
        return insertFailed().isPresent() ? shares(runs) : List.of();
    }

    private List<CpuShare> shares(List<Run> some) {
        SortedMap<Integer, Long> failed = new TreeMap<>();
        for (Run run : some) {
            for (CpuCounters cpu : run.router().conntrack().orElseThrow().cpus()) {
                failed.merge(cpu.cpu(), cpu.value(Counter.INSERT_FAILED), Long::sum);
            }
        }
        List<CpuShare> shares = new ArrayList<>();
        TreeSet<Integer> numbers = new TreeSet<>(cpus.values());
        failed.forEach((cpu, count) -> {
            if (count > 0) {
                numbers.add(cpu);
            }
        });
        for (int cpu : numbers) {
            SortedMap<Integer, Long> timeouts = new TreeMap<>();
            cpus.forEach((client, on) -> {
                if (on == cpu) {
                    timeouts.put(client, outcomes(some, client).timeouts());
                }
            });
            shares.add(new CpuShare(cpu, timeouts, failed.getOrDefault(cpu, 0L)));
        }
        return shares;
    }

    /** How the connects ended that neither connected nor timed out. */
    Map<Outcome, Long> otherOutcomes() {
        return Maps.filterKeys(outcomes().counts(), Arm::isOther);
    }

    private static boolean isOther(Outcome outcome) {
        return switch (outcome) {
            case CONNECTED, CONNECTED_THEN_RESET, TIMED_OUT, TIMED_OUT_BY_KERNEL -> false;
            case REFUSED, UNREACHABLE, NO_LOCAL_PORT, PORT_IN_USE, NO_DESCRIPTOR, CANCELLED, FAILED -> true;
        };
    }

    /** Returns how the attempts of one client ended, in all rounds. */
    Outcomes outcomes(int client) {
        return outcomes(runs, client);
    }

    private static Outcomes outcomes(List<Run> some, int client) {
        return some.stream()
                .flatMap(run -> Stream.ofNullable(run.clients().get(client)))
                .map(RunResult::outcomes)
                .reduce(Outcomes.NONE, Outcomes::plus);
    }
}
