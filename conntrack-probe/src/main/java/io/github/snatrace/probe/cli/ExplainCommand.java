package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.diagnosis.ClientResult;
import io.github.snatrace.diagnosis.Diagnosis;
import io.github.snatrace.diagnosis.Evidence;
import io.github.snatrace.diagnosis.TracedLosses;
import io.github.snatrace.diagnosis.Verdict;
import io.github.snatrace.diagnosis.VerdictText;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.TextFormatException;
import io.github.snatrace.snapshot.NamespaceDelta;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Names the cause of every failed connect of a run. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = {
            "conntrack-probe explain [--client BEFORE AFTER]... [--nat BEFORE AFTER]...",
            "                        [--server BEFORE AFTER]... --result CLIENT.json...",
            "                        [--trace FILE] [--json]"
        },
        description = {
            "Names the cause of every connect that failed or was slow, from what the clients saw and what the"
                    + " kernels counted.",
            "BEFORE and AFTER are snapshots of a network namespace, taken before and after the run. Each namespace"
                    + " may be left out;"
                    + " the verdict then says what it cannot know."
        })
final class ExplainCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--client",
            arity = "2",
            paramLabel = "BEFORE AFTER",
            hideParamSyntax = true,
            description = "Snapshots of a client's namespace; once for each client.")
    private List<Path> clients = List.of();

    @Option(
            names = "--nat",
            arity = "2",
            paramLabel = "BEFORE AFTER",
            hideParamSyntax = true,
            description = "Snapshots of a namespace that translates addresses: the host or the router; once for each.")
    private List<Path> nats = List.of();

    @Option(
            names = "--server",
            arity = "2",
            paramLabel = "BEFORE AFTER",
            hideParamSyntax = true,
            description = "Snapshots of a server's namespace; once for each server.")
    private List<Path> servers = List.of();

    @Option(
            names = "--result",
            arity = "1..*",
            required = true,
            paramLabel = "CLIENT.json",
            description = "What the clients wrote with --json; one file for each client.")
    private List<Path> results = List.of();

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "What conntrack-probe trace --json wrote meanwhile: then causes are counted, not bounded.")
    private @Nullable Path trace;

    @Option(names = "--json", description = "One JSON object instead of text.")
    private boolean json;

    ExplainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        List<ClientResult> clientResults = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        for (Path path : results) {
            ClientResult result = read("--result", path, file -> ClientResult.parse(Host.read(file)));
            // A pipe has no path of its own, but a key as files have.
            boolean fresh = seen.add(
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey());
            for (String id : result.ids()) {
                fresh &= seen.add(id);
            }
            if (!fresh) {
                throw new UsageException("--result " + path + ": the same run was given before");
            }
            clientResults.add(result);
        }
        Verdict verdict = Diagnosis.of(new Evidence(
                clientResults,
                deltas("--client", clients),
                deltas("--nat", nats),
                deltas("--server", servers),
                trace == null
                        ? Optional.empty()
                        : Optional.of(read("--trace", trace, file -> TracedLosses.parse(Host.read(file))))));
        console.out().print(json ? VerdictJson.of(verdict).toLine() + "\n" : VerdictText.of(verdict));
        return ExitCode.DONE;
    }

    private static List<NamespaceDelta> deltas(String option, List<Path> files) throws IOException {
        List<NamespaceDelta> deltas = new ArrayList<>();
        for (int i = 0; i < files.size(); i += 2) {
            NamespaceSnapshot before = snapshot(option, files.get(i));
            deltas.add(snapshot(option, files.get(i + 1)).since(before));
        }
        return deltas;
    }

    private static NamespaceSnapshot snapshot(String option, Path file) throws IOException {
        return read(option, file, NamespaceSnapshot::read);
    }

    private static <T> T read(String option, Path file, Reading<T> reading) throws IOException {
        try {
            return reading.from(file);
        } catch (TextFormatException e) {
            throw new UsageException(option + " " + file + ": " + e.getMessage());
        }
    }

    /** Reads a file. */
    @FunctionalInterface
    private interface Reading<T> {
        T from(Path file) throws IOException;
    }
}
