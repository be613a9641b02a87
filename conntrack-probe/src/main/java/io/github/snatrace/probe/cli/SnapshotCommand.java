package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.doctor.RulesPrinter;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.TextFormatException;
import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netns.NetworkNamespace;
import io.github.snatrace.snapshot.ListenerReader;
import io.github.snatrace.snapshot.ListeningSocket;
import io.github.snatrace.snapshot.NamespaceReader;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes everything that a later diff or diagnosis needs. */
@Command(
        name = "snapshot",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the kernel's own text on a network namespace: everything that diff and explain need.",
            "The form is that of tail -n +1 FILE FILE ..., so a node without Java can take one as well.",
            "A namespace whose kernel has not loaded connection tracking gives a snapshot without its counters, and"
                    + " exit code 0; one whose"
                    + " counters may not be read the same, and exit code 1."
        })
final class SnapshotCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final NamespaceOptions namespaceOptions = new NamespaceOptions();

    @Mixin
    private final CounterOptions counterOptions = new CounterOptions();

    @Mixin
    private final Output output = new Output();

    @Option(
            names = "--whole",
            description = "Also what takes longer to ask: the rules that translate, how often each did, and the sockets"
                    + " that listen, with their queues.")
    private boolean whole;

    SnapshotCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        List<Condition> conditions = counterOptions.conditions();
        if (!counterOptions.json && counterOptions.selection(false).isExplicit()) {
            throw new UsageException("--counter: a snapshot as text is always whole; add --json");
        }
        NetworkNamespace namespace = namespaceOptions.namespace(console.host());
        NamespaceReader reader = new NamespaceReader(console.host(), namespace);
        int code = ExitCode.DONE;
        KernelText text;
        try {
            text = reader.read(namespaceOptions.reader(console.host(), namespace));
        } catch (UnavailableException e) {
            console.say("a snapshot without connection tracking counters: " + e.getMessage());
            text = reader.readWithoutConntrack();
            code = e.isNotLoaded() ? ExitCode.DONE : ExitCode.ENVIRONMENT;
        }
        if (whole) {
            text = text.with(
                    KernelText.RULES, RulesPrinter.of(console.host(), namespace).toString());
            try {
                text = text.with(
                        KernelText.LISTENERS,
                        ListeningSocket.format(new ListenerReader(console.host(), namespace).read()));
            } catch (IOException e) {
                console.say("a snapshot without the sockets that listen: " + e.getMessage());
            }
        }
        NamespaceSnapshot snapshot;
        try {
            snapshot = NamespaceSnapshot.parse(text);
        } catch (TextFormatException e) {
            throw new IOException(e.getMessage(), e);
        }
        Optional<ConntrackStats> stats = snapshot.conntrack();
        stats.ifPresent(counters -> {
            counterOptions.check(console, counters.total().keySet());
            NamespaceOptions.warnIfElsewhere(console, namespace, counters);
        });
        output.write(
                counterOptions.json
                        ? SnapshotJson.of(snapshot, counterOptions.selection(true))
                                        .toLine() + "\n"
                        : text.toString(),
                console.out());
        int judged = Condition.report(
                console, conditions, condition -> stats.map(condition::judge).orElse(Condition.Judgement.UNKNOWN));
        return judged == ExitCode.DONE ? code : judged;
    }
}
