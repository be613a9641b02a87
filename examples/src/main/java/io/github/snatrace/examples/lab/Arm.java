package io.github.snatrace.examples.lab;

import io.github.snatrace.compare.FailureRate;
import io.github.snatrace.compare.FailureSeries;
import io.github.snatrace.compare.Proportion;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.conntrack.CpuCounters;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.stats.Series;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

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
        return sum(ClientRun::attempts);
    }

    long skipped() {
        return sum(ClientRun::skipped);
    }

    long timeouts() {
        return sum(ClientRun::timeouts);
    }

    Proportion failures() {
        return new Proportion(sum(ClientRun::failures), connects());
    }

    /** The rate of the failures, with each round as a run of its own: what clusters in it is taken into account. */
    FailureRate failureRate() {
        return FailureRate.of(runs.stream().map(Arm::series).toList());
    }

    /** The clients of a round race at the same time, and share its bursts. */
    private static FailureSeries series(Run run) {
        Series sum = null;
        long failures = 0;
        long attempts = 0;
        boolean timed = true;
        for (ClientRun client : run.clients().values()) {
            failures += client.failures();
            attempts += client.attempts();
            ClientSeries series = client.series();
            timed &= series != null;
            if (series != null) {
                sum = sum == null ? series.toSeries() : sum.plus(series.toSeries());
            }
        }
        return timed && sum != null ? FailureSeries.of(sum) : FailureSeries.of(new Proportion(failures, attempts));
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

    /** Says whether every timeout is one {@code insert_failed}, on each CPU of each run; false where this kernel does not tell. */
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
                    .forEach(
                            (client, run) -> run.flaw().ifPresent(reason -> flaws.add("c" + client + suffix + reason)));
        }
        return flaws;
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
                    timeouts.put(client, sum(some, client, ClientRun::timeouts));
                }
            });
            shares.add(new CpuShare(cpu, timeouts, failed.getOrDefault(cpu, 0L)));
        }
        return shares;
    }

    /** How the connects ended that neither connected nor timed out. */
    Map<Outcome, Long> otherOutcomes() {
        Map<Outcome, Long> others = new EnumMap<>(Outcome.class);
        for (Run run : runs) {
            for (ClientRun client : run.clients().values()) {
                client.outcomes().forEach((outcome, count) -> {
                    if (count > 0 && isOther(outcome)) {
                        others.merge(outcome, count, Long::sum);
                    }
                });
            }
        }
        return others;
    }

    private static boolean isOther(Outcome outcome) {
        return switch (outcome) {
            case CONNECTED, CONNECTED_THEN_RESET, TIMED_OUT, TIMED_OUT_BY_KERNEL -> false;
            case REFUSED, UNREACHABLE, NO_LOCAL_PORT, PORT_IN_USE, NO_DESCRIPTOR, CANCELLED, FAILED -> true;
        };
    }

    /** Sums over all rounds of one client. */
    long sum(int client, ToLongFunction<ClientRun> count) {
        return sum(runs, client, count);
    }

    private long sum(ToLongFunction<ClientRun> count) {
        return runs.stream()
                .flatMap(run -> run.clients().values().stream())
                .mapToLong(count)
                .sum();
    }

    private static long sum(List<Run> some, int client, ToLongFunction<ClientRun> count) {
        return some.stream()
                .flatMap(run -> run.clients().entrySet().stream())
                .filter(entry -> entry.getKey() == client)
                .mapToLong(entry -> count.applyAsLong(entry.getValue()))
                .sum();
    }
}
