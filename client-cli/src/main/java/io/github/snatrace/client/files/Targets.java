package io.github.snatrace.client.files;

import io.github.snatrace.commandline.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The files that options name to be written. */
public final class Targets {

    private static final Path STANDARD_OUTPUT = Path.of("-");

    private Targets() {}

    /** Says whether standard output is meant, {@code -}. */
    public static boolean isStandardOutput(@Nullable Path file) {
        return STANDARD_OUTPUT.equals(file);
    }

    /**
     * Refuses, before anything is measured, what cannot be written.
     *
     * @param option that names the file
     * @throws UsageException unless it is a file in a directory that exists, or nothing
     */
    public static void check(String option, @Nullable Path file) {
        if (file == null || isStandardOutput(file)) {
            return;
        }
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory) || Files.isDirectory(file)) {
            throw new UsageException(option + " '" + file + "': expected a file in a directory that exists");
        }
    }
}
