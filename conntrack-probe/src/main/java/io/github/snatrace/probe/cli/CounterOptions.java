package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.conntrack.Counter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** The options that choose counters, how they are written, and what must not be true of them. */
final class CounterOptions {
    @Option(names = "--json", description = "JSON on one line, with every counter by its current name.")
    boolean json;

    @Option(
            names = {"-c", "--counter"},
            paramLabel = "NAME[,NAME...]",
            hideParamSyntax = true,
            description = "Only this counter, under any of its names. Repeatable.")
    List<String> names = new ArrayList<>();

    @Option(
            names = {"--fail-if", "--fail-on"},
            paramLabel = "CONDITION",
            description = {
                "Exit with 3 if the condition holds, as insert_failed>0. Repeatable; one that holds is enough.",
                "NAME means the total, cpu3.NAME one CPU, cpu*.NAME any CPU; compared by > >= < <= == !=."
            })
    List<String> conditions = new ArrayList<>();

    /** Returns the counters that were asked for. */
    CounterSelection selection(boolean all) {
        Set<Counter> only = new TreeSet<>();
        for (String list : names) {
            for (String name : list.split(",", -1)) {
                if (name.isBlank()) {
                    throw new UsageException("--counter: expected the name of a counter, not '" + list + "'");
                }
                only.add(Counter.named(name.strip()));
            }
        }
        return new CounterSelection(only, all);
    }

    /** Refuses counters that nobody knows and that are not among {@code present}; says which of them are not there. */
    void check(Console console, Set<Counter> present) {
        for (Condition condition : conditions()) {
            requireKnown("--fail-if", condition.counter(), present);
        }
        for (Counter counter : selection(false).only()) {
            requireKnown("--counter", counter, present);
            if (!present.contains(counter)) {
                console.say("no " + counter + " here: kernels " + counter.kernels()
                        + " count it, or the source does not tell");
            }
        }
    }

    private static void requireKnown(String option, Counter counter, Set<Counter> present) {
        if (!counter.isKnown() && !present.contains(counter)) {
            throw new UsageException(option + ": no counter is called " + counter + "; there are "
                    + String.join(" ", present.stream().map(Counter::name).toList()));
        }
    }

    /** Returns the conditions, checked before anything is measured. */
    List<Condition> conditions() {
        return conditions.stream().map(Condition::parse).toList();
    }
}
