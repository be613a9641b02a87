package io.github.snatrace.client.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Run summaries in files. */
final class SummaryFile {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private SummaryFile() {}

    /** Writes a summary beside the file and then puts it in its place, so that nobody ever sees half of one. */
    static void write(Path file, RunSummary summary) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Path draft = Files.createTempFile(directory, "." + file.getFileName(), ".tmp");
        try {
            try (OutputStream out = Files.newOutputStream(draft)) {
                out.write(JSON.writeValueAsBytes(summary));
                out.write('\n');
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | JacksonException e) {
            Files.deleteIfExists(draft);
            throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
