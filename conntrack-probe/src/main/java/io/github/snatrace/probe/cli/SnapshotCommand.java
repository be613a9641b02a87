package io.github.snatrace.probe.cli;

import io.github.snatrace.netns.NamespaceReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes everything that a later diff or diagnosis needs. */
@Command(
        name = "snapshot",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the kernel's own text on a network namespace: everything that diff and explain need.",
            "The form is that of tail -n +1 FILE FILE ..., so a node without Java can take one as well."
        })
final class SnapshotCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final NamespaceOptions namespace = new NamespaceOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write it to FILE instead of stdout.")
    @Nullable
    Path output;

    SnapshotCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        String text = new NamespaceReader(console.host(), namespace.namespace())
                .read()
                .toString();
        if (output == null) {
            console.out().print(text);
        } else {
            Files.writeString(output, text, StandardCharsets.ISO_8859_1);
        }
        return ExitCode.DONE;
    }
}
