package io.github.snatrace.probe.cli;

import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.Host;
import io.github.snatrace.conntrack.ProcfsReader;
import io.github.snatrace.conntrack.TextFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
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
            "Each may be a snapshot, the text of /proc/net/stat/nf_conntrack, or what any version of conntrack -S prints."
        })
final class DiffCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "BEFORE", description = "The earlier counters; - reads stdin.")
    String before = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "AFTER",
            description = "The later counters; - reads stdin; without it, those of this moment.")
    @Nullable
    String after;

    @Mixin
    private final NamespaceOptions namespace = new NamespaceOptions();

    @Option(
            names = {"-a", "--all"},
            description = "Also the counters and CPUs without a change.")
    private boolean all;

    @Option(names = "--json", description = "One JSON object, with every counter, instead of a table.")
    private boolean json;

    DiffCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (before.equals("-") && before.equals(after)) {
            throw new UsageException("BEFORE and AFTER cannot both be -: stdin can be read once");
        }
        ConntrackStats earlier = read("BEFORE", before);
        ConntrackStats later =
                after == null ? new ProcfsReader(console.host(), namespace.namespace()).read() : read("AFTER", after);
        ConntrackDelta delta = later.since(earlier);
        CounterSelection selection = new CounterSelection(Set.of(), all);
        if (json) {
            console.out().println(CountersJson.of(delta, selection).toLine());
        } else {
            console.out().print(CountersText.of(delta, selection));
        }
        return ExitCode.DONE;
    }

    private ConntrackStats read(String name, String file) throws IOException {
        try {
            return ConntrackStats.parse(file.equals("-") ? Host.read(console.in()) : Host.read(Path.of(file)));
        } catch (TextFormatException e) {
            throw new TextFormatException(name + " " + file + ": " + e.getMessage());
        } catch (IOException e) {
            String reason = Files.isDirectory(Path.of(file)) ? file + ": is a directory" : ProbeCommand.reason(e);
            throw new IOException(name + " " + reason, e);
        }
    }
}
