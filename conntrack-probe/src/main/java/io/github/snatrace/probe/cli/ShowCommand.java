package io.github.snatrace.probe.cli;

import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
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
    private final NamespaceOptions namespaceOptions = new NamespaceOptions();

    @Mixin
    private final CounterOptions counterOptions = new CounterOptions();

    @Option(
            names = {"-a", "--all"},
            description = "Also the counters that are 0 on every CPU.")
    private boolean all;

    ShowCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        List<Condition> conditions = counterOptions.conditions();
        NetworkNamespace namespace = namespaceOptions.namespace(console.host());
        ConntrackStats stats =
                namespaceOptions.reader(console.host(), namespace).read();
        counterOptions.check(console, stats.total().keySet());
        NamespaceOptions.warnIfElsewhere(console, namespace, stats);
        CounterSelection selection = counterOptions.selection(all);
        if (counterOptions.json) {
            console.out()
                    .println(CountersJson.of(stats, maxEntries(), selection).toLine());
        } else {
            console.out().print(CountersText.of(stats, maxEntries(), selection));
        }
        return Condition.report(console, conditions, condition -> condition.judge(stats));
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
