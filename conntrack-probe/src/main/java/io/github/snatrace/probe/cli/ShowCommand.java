package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.conntrack.ConntrackReader;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.TextFormatException;
import io.github.snatrace.netns.NetworkNamespace;
import io.github.snatrace.snapshot.ListeningSocket;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the counters as they are now, or those that somebody pasted. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the counters of a network namespace as they are now, or of FILE, CPU by CPU.",
            "FILE may be a snapshot, what conntrack -S, nstat -az, netstat -s or ss -lnt prints, or one of the"
                    + " kernel's files."
        })
final class ShowCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            description = "Counters that were pasted; - reads stdin.")
    private @Nullable String file;

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
        return file == null ? showNamespace() : showFile(file);
    }

    private int showNamespace() throws IOException {
        List<Condition> conditions = counterOptions.conditions();
        NetworkNamespace namespace = namespaceOptions.namespace(console.host());
        ConntrackStats stats =
                namespaceOptions.reader(console.host(), namespace).read();
        NamespaceOptions.warnIfElsewhere(console, namespace, stats);
        return show(stats, ConntrackReader.maxEntries(console.host()), conditions);
    }

    private int show(ConntrackStats stats, OptionalLong maxEntries, List<Condition> conditions) {
        counterOptions.check(console, stats.total().keySet());
        CounterSelection selection = counterOptions.selection(all);
        if (counterOptions.json) {
            console.out().println(CountersJson.of(stats, maxEntries, selection).toLine());
        } else {
            console.out().print(CountersText.of(stats, maxEntries, selection));
        }
        return Condition.report(console, conditions, condition -> condition.judge(stats));
    }

    private int showFile(String from) throws IOException {
        if (namespaceOptions.isGiven()) {
            throw new UsageException(
                    "FILE " + from + " holds the counters: leave --pid, --netns, --container and --source out");
        }
        List<Condition> conditions = counterOptions.conditions();
        String text = read(from);
        try {
            if (ListeningSocket.isListing(text)) {
                console.out().print(ProtocolText.of(ListeningSocket.parse(text)));
                return ExitCode.DONE;
            }
            NamespaceSnapshot snapshot = NamespaceSnapshot.parse(text);
            if (snapshot.conntrack().isPresent()) {
                return show(snapshot.conntrack().get(), snapshot.maxEntries(), conditions);
            }
            if (counterOptions.json) {
                console.out()
                        .println(SnapshotJson.of(snapshot, counterOptions.selection(all))
                                .toLine());
            } else {
                console.out().print(ProtocolText.of(snapshot.protocols(), all));
            }
            return ExitCode.DONE;
        } catch (TextFormatException e) {
            throw new UsageException("FILE " + from + ": " + e.getMessage());
        }
    }

    private String read(String from) throws IOException {
        try {
            return from.equals("-") ? Host.read(console.in()) : Host.read(Path.of(from));
        } catch (InvalidPathException e) {
            throw new UsageException("FILE " + from + ": " + e.getMessage());
        }
    }
}
