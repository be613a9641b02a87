package io.github.snatrace.probe.cli;

import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.ConntrackReader;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.ProcfsReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a command and tells what was counted meanwhile. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        separator = " ",
        description = {
            "Runs a command and tells what was counted meanwhile.",
            "The command keeps its streams, gets the signals sent to the probe, and its exit code is the probe's (128+n if signal n ended it;"
                    + " 127 if there is no such command, 126 if it cannot be run).",
            "The counters go to stderr, because stdout is the command's. With --json they are one line of JSON on stdout,"
                    + " after all that the command wrote (... | tail -n 1); with --output, a file of their own."
        })
final class RunCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final NamespaceOptions namespace = new NamespaceOptions();

    @Option(
            names = {"-a", "--all"},
            description = "Also the counters and CPUs without a change.")
    private boolean all;

    @Option(names = "--json", description = "One line of JSON, with every counter, instead of a table.")
    private boolean json;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the counters to FILE.")
    @Nullable
    Path output;

    @Parameters(arity = "1..*", paramLabel = "-- COMMAND", description = "The command and its arguments, after --.")
    List<String> command = List.of();

    RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        ConntrackReader reader = new ProcfsReader(console.host(), namespace.namespace());
        ConntrackStats before = reader.read();
        ChildProcess.Result result = ChildProcess.run(command);
        if (!result.started()) {
            console.say(result.problem());
            return result.exitCode();
        }
        ConntrackDelta delta = reader.read().since(before);
        CounterSelection selection = new CounterSelection(Set.of(), all);
        write(
                json
                        ? CountersJson.of(delta, selection)
                                        .with(new CountersJson.CommandResult(
                                                command,
                                                result.exitCode(),
                                                result.elapsed().toNanos() / 1e9))
                                        .toLine()
                                + "\n"
                        : CountersText.of(delta, selection));
        return result.exitCode();
    }

    private void write(String text) throws IOException {
        if (output != null) {
            Files.writeString(output, text, StandardCharsets.UTF_8);
        } else if (json) {
            console.out().print(text);
        } else {
            console.err().print(text);
        }
    }
}
