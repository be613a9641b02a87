package io.github.snatrace.result;

import io.github.snatrace.compare.Proportion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A run in a JSON file, for other programs: fields are added, never renamed. Readers need {@code attempts} and {@code
 * outcomes}.
 *
 * @param path where the file is
 */
public record ResultFile(Path path, RunResult result) {

    /** A hundred times what a run comes to. */
    private static final int MOST_BYTES = 16 << 20;

    /** Returns the text of such a file, with a line end. */
    public static byte[] format(RunResult run) {
        return ResultJson.write(run);
    }

    /**
     * Reads the text of such a file.
     *
     * @throws IllegalArgumentException if it is none, in one line that names the place
     */
    public static RunResult parse(byte[] text) {
        return ResultJson.read(text);
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is no result file, in one line that names it
     * @throws IOException if it cannot be read; a {@link java.nio.file.NoSuchFileException} if it is not there
     */
    public static ResultFile read(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "is a directory");
        }
        byte[] text;
        try (InputStream in = Files.newInputStream(path)) {
            text = in.readNBytes(MOST_BYTES + 1);
        }
        try {
            if (text.length > MOST_BYTES) {
                throw new IllegalArgumentException(
                        "larger than " + (MOST_BYTES >> 20) + " MiB: expected a result file");
            }
            return new ResultFile(path, parse(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + path + "': " + e.getMessage(), e);
        }
    }

    /**
     * Reads files.
     *
     * @throws IllegalArgumentException if one is no result file, or has a run that another one has as well
     * @throws IOException if one cannot be read
     */
    public static List<ResultFile> readAll(List<Path> paths) throws IOException {
        List<ResultFile> files = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        for (Path path : paths) {
            ResultFile file = read(path);
            // A pipe has no path of its own, but a key as files have.
            boolean fresh = seen.add(
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey());
            for (String id : file.result.ids()) {
                fresh &= seen.add(id);
            }
            if (!fresh) {
                throw new IllegalArgumentException("'" + path + "': the same run was given before");
            }
            files.add(file);
        }
        return files;
    }

    /** Returns the directory of the file. */
    public Path directory() {
        return Objects.requireNonNull(path.toAbsolutePath().normalize().getParent());
    }

    /**
     * Returns the failures among the attempts that say something.
     *
     * @throws IllegalArgumentException if there was no such attempt
     */
    public Proportion counts() {
        if (result.outcomes().decided() == 0) {
            throw new IllegalArgumentException("'" + path + "': no attempt: expected at least 1");
        }
        return Proportion.of(result.outcomes());
    }
}
