package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.commandline.Program;
import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.ConntrackReader;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a command and tells what was counted meanwhile. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a command and tells what was counted meanwhile.",
            "The command keeps its streams, gets the signals that are sent to the probe, and its exit code is the"
                    + " probe's: 128+n if"
                    + " signal n ended it, 127 if there is no such command, 126 if it cannot be run, 3 if a"
                    + " condition of --fail-if holds, 4 if"
                    + " none can be judged.",
            "The counters go to stderr, because stdout is the command's. With --json they are one line on stdout,"
                    + " after all that the command wrote (... | tail -n 1); with --output, a file of their own."
        })
final class RunCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final NamespaceOptions namespaceOptions = new NamespaceOptions();

    @Mixin
    private final CounterOptions counterOptions = new CounterOptions();

    @Mixin
    private final Output output = new Output();

    @Option(
            names = {"-a", "--all"},
            description = "Also the counters and CPUs without a change.")
    private boolean all;

    @Parameters(arity = "1..*", paramLabel = "-- COMMAND", description = "The command and its arguments, after --.")
    private List<String> command = List.of();

    RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        List<Condition> conditions = counterOptions.conditions();
        NetworkNamespace namespace = namespaceOptions.namespace(console.host());
        ConntrackReader reader = namespaceOptions.reader(console.host(), namespace);
        ConntrackStats before = reader.read();
        counterOptions.check(console, before.total().keySet());
        ChildProcess.Result result = ChildProcess.run(command);
        if (!result.started()) {
            console.say(result.problem());
            return result.exitCode();
        }
        ConntrackStats after;
        ConntrackDelta delta;
        try {
            after = reader.read();
            NamespaceOptions.warnIfElsewhere(console, namespace, after);
            delta = after.since(before);
        } catch (IOException e) {
            console.say("no counters after the command: " + Program.reason(e));
            return result.exitCode() == 0 ? ExitCode.ENVIRONMENT : result.exitCode();
        }
        CounterSelection selection = counterOptions.selection(all);
        if (counterOptions.json) {
            CountersJson.CommandResult end = new CountersJson.CommandResult(
                    command, result.exitCode(), result.elapsed().toNanos() / 1e9);
            output.write(CountersJson.of(delta, selection).with(end).toLine() + "\n", console.out());
        } else {
            output.write(CountersText.of(delta, selection), console.err());
        }
        if (!conditions.isEmpty() && after.isZero()) {
            // A gate that looks where nothing is tracked would be open for good.
            console.say("no condition can be judged: nothing was ever counted in " + namespace.describe());
            return ExitCode.INVALID;
        }
        int judged = Condition.report(console, conditions, condition -> condition.judge(delta));
        return judged == ExitCode.DONE ? result.exitCode() : judged;
    }
}
