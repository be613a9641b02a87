package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.DraftFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that sends a result to a file. */
final class Output {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the result to FILE.")
    @Nullable
    Path file;

    /** Writes {@code text} to the file, or else to {@code otherwise}. */
    void write(String text, PrintStream otherwise) throws IOException {
        if (file == null) {
            otherwise.print(text);
            otherwise.flush();
        } else {
            DraftFile.write(file, text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
