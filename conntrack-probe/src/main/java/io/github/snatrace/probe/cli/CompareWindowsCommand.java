package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.commandline.Program;
import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.TextFormatException;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import io.github.snatrace.windows.WatchedWindow;
import io.github.snatrace.windows.Window;
import io.github.snatrace.windows.WindowComparison;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says whether a second window of time lost less than a first. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Says whether the cure worked in production: what two windows of time lost, for what was going on in"
                    + " them, and what else changed.",
            "Each window is two snapshots (best with --whole), or what watch --json printed."
        })
final class CompareWindowsCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            arity = "2..4",
            paramLabel = "FILE",
            description = {
                "Four snapshots: A.before A.after B.before B.after; or two files of watch --json: A B.",
                "A is the window before the change, B the one after it."
            })
    private List<String> files = new ArrayList<>();

    @Option(
            names = "--connections",
            arity = "2",
            paramLabel = "N",
            description = "How many connections there were in A and in B, if you know better than the kernel.")
    private List<Long> connections = new ArrayList<>();

    @Option(
            names = "--expect",
            paramLabel = "WHAT",
            description = "fewer: end with 3 unless B loses less than A, for certain enough (95 %%).")
    private @Nullable String expect;

    @Option(names = "--json", description = "One JSON object instead of text.")
    private boolean json;

    CompareWindowsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (expect != null && !expect.equals("fewer")) {
            throw new UsageException("--expect: expected fewer, not " + expect);
        }
        if (files.size() == 3) {
            throw new UsageException("FILE: expected two files of watch --json or four snapshots, not three");
        }
        if (connections.stream().anyMatch(count -> count < 1)) {
            throw new UsageException("--connections: expected 1 or more in both, not " + connections.get(0) + " and "
                    + connections.get(1));
        }
        Window first = window(0);
        Window second = window(1);
        WindowComparison comparison = WindowComparison.of(first, second)
                .orElseThrow(() -> new UsageException("nothing in both windows says how much was going on: take whole"
                        + " snapshots (conntrack-probe snapshot --whole), or give --connections N N"));
        if (json) {
            console.out().println(WindowsJson.of(comparison).toLine());
        } else {
            console.out().print(WindowsText.of(comparison));
        }
        if (!comparison.isValid()) {
            return ExitCode.INVALID;
        }
        return expect != null && comparison.verdict() != WindowComparison.Verdict.FEWER
                ? ExitCode.CONDITION
                : ExitCode.DONE;
    }

    private Window window(int index) throws IOException {
        Window window;
        if (files.size() == 2) {
            String file = files.get(index);
            String text = read(file);
            if (!WatchedWindow.isWatched(text)) {
                throw new UsageException(
                        "FILE " + file + ": expected lines of watch --json; of snapshots, four are wanted");
            }
            window = parsed(file, () -> WatchedWindow.parse(text));
        } else {
            NamespaceSnapshot before = snapshot(files.get(2 * index));
            NamespaceSnapshot after = snapshot(files.get(2 * index + 1));
            window = parsed(
                    files.get(2 * index) + " and " + files.get(2 * index + 1), () -> Window.between(before, after));
        }
        return connections.isEmpty() ? window : window.withConnections(connections.get(index));
    }

    private NamespaceSnapshot snapshot(String file) throws IOException {
        String text = read(file);
        return parsed(file, () -> NamespaceSnapshot.parse(text));
    }

    private static <T> T parsed(String file, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (TextFormatException e) {
            throw new UsageException("FILE " + file + ": " + e.getMessage());
        }
    }

    private static String read(String file) throws IOException {
        try {
            return Host.read(Path.of(file));
        } catch (InvalidPathException e) {
            throw new UsageException("FILE " + file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new IOException("FILE " + Program.reason(e), e);
        }
    }
}
