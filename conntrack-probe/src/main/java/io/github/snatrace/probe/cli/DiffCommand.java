package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.Program;
import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.TextFormatException;
import io.github.snatrace.netns.NetworkNamespace;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what was counted between two sets of counters. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = {
            "Tells what was counted between two sets of counters, CPU by CPU.",
            "Each may be a snapshot, the text of /proc/net/stat/nf_conntrack, or what any version of conntrack -S"
                    + " prints."
        })
final class DiffCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "BEFORE", description = "The earlier counters; - reads stdin.")
    private String before = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "AFTER",
            description = "The later counters; - reads stdin; without it, those of this moment.")
    private @Nullable String after;

    @Mixin
    private final NamespaceOptions namespaceOptions = new NamespaceOptions();

    @Mixin
    private final CounterOptions counterOptions = new CounterOptions();

    @Option(
            names = {"-a", "--all"},
            description = "Also the counters and CPUs without a change.")
    private boolean all;

    DiffCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (before.equals("-") && before.equals(after)) {
            throw new UsageException("BEFORE and AFTER cannot both be -: stdin can be read once");
        }
        if (after != null && namespaceOptions.isGiven()) {
            throw new UsageException(
                    "AFTER " + after + " holds the later counters: --pid, --netns, --container and --source"
                            + " say where to read those of this moment");
        }
        List<Condition> conditions = counterOptions.conditions();
        ConntrackStats earlier = read("BEFORE", before);
        ConntrackStats later = after == null ? now() : read("AFTER", after);
        ConntrackDelta delta = later.since(earlier);
        Set<Counter> present = new TreeSet<>(earlier.total().keySet());
        present.addAll(later.total().keySet());
        counterOptions.check(console, present);
        CounterSelection selection = counterOptions.selection(all);
        if (counterOptions.json) {
            console.out().println(CountersJson.of(delta, selection).toLine());
        } else {
            console.out().print(CountersText.of(delta, selection));
        }
        return Condition.report(console, conditions, condition -> condition.judge(delta));
    }

    private ConntrackStats now() throws IOException {
        NetworkNamespace namespace = namespaceOptions.namespace(console.host());
        ConntrackStats stats =
                namespaceOptions.reader(console.host(), namespace).read();
        NamespaceOptions.warnIfElsewhere(console, namespace, stats);
        return stats;
    }

    private ConntrackStats read(String name, String file) throws IOException {
        try {
            NamespaceSnapshot snapshot = file.equals("-")
                    ? NamespaceSnapshot.parse(Host.read(console.in()))
                    : NamespaceSnapshot.read(Path.of(file));
            return snapshot.conntrack()
                    .orElseThrow(() -> new TextFormatException("no " + KernelText.CONNTRACK_STAT
                            + " among its files; counters of TCP alone are read by show and explain --server"));
        } catch (TextFormatException | InvalidPathException e) {
            throw new UsageException(name + " " + file + ": " + e.getMessage());
        } catch (IOException e) {
            throw file.equals("-") ? new IOException("-: " + Program.reason(e), e) : e;
        }
    }
}
