package io.github.snatrace.probe.cli;

import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.KernelText;
import io.github.snatrace.conntrack.ProcfsReader;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the counters as they are now. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows the counters of a network namespace as they are now, CPU by CPU.")
final class ShowCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final NamespaceOptions namespace = new NamespaceOptions();

    @Option(
            names = {"-a", "--all"},
            description = "Also the counters that are 0 on every CPU.")
    private boolean all;

    @Option(names = "--json", description = "One JSON object instead of a table.")
    private boolean json;

    ShowCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        ConntrackStats stats = new ProcfsReader(console.host(), namespace.namespace()).read();
        CounterSelection selection = new CounterSelection(Set.of(), all);
        if (json) {
            console.out()
                    .println(CountersJson.of(stats, maxEntries(), selection).toLine());
        } else {
            console.out().print(CountersText.of(stats, maxEntries(), selection));
        }
        return ExitCode.DONE;
    }

    private OptionalLong maxEntries() {
        try {
            return OptionalLong.of(
                    Long.parseLong(console.host().read(KernelText.CONNTRACK_MAX).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
