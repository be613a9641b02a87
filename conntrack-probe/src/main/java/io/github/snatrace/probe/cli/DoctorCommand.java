package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.doctor.Doctor;
import io.github.snatrace.doctor.Fact;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what matters for the race on this host. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Looks at this host and says what matters for the race: kernel, counters, table, NAT rules. Reads only.",
            "A fact is marked ok, note, PROBLEM, or ? where it could not be found out; what follows from it, and what to do, come below."
        })
final class DoctorCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--json", description = "One JSON object instead of text.")
    private boolean json;

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Fact> facts = Doctor.examine(console.host());
        if (json) {
            console.out().println(CountersJson.mapper().writeValueAsString(new Report(facts)));
        } else {
            facts.forEach(fact -> console.out().print(text(fact)));
        }
        return ExitCode.DONE;
    }

    /** The machine-readable form, a contract: fields are added, never renamed. */
    record Report(List<Fact> facts) {}

    private static String text(Fact fact) {
        String mark = switch (fact.level()) {
            case GOOD -> "ok";
            case NOTE -> "note";
            case PROBLEM -> "PROBLEM";
            case UNKNOWN -> "?";
        };
        return String.format(
                Locale.ROOT,
                "%-8s %s%n         so: %s%n         do: %s%n",
                mark,
                fact.fact(),
                fact.consequence(),
                fact.advice());
    }
}
