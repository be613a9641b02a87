package io.github.snatrace.client.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file as a report takes it, {@code NAME=FILE} or just {@code FILE}. A directory stands for the result files in it.
 *
 * @param name null if there is none
 */
public record NamedFile(@Nullable String name, Path file) {

    /** Reads either form. A file whose own name has the sign in it wins over a name. */
    public static NamedFile parse(String text) {
        int sign = text.indexOf('=');
        if (sign < 1 || Files.exists(Path.of(text))) {
            return new NamedFile(null, Path.of(text));
        }
        return new NamedFile(text.substring(0, sign).strip(), Path.of(text.substring(sign + 1)));
    }

    /**
     * Returns the files that this stands for: itself, or what a directory has in it and below, under the directory's
     * name.
     *
     * @throws IllegalArgumentException if a directory has no result file
     */
    List<NamedFile> files() throws IOException {
        if (!Files.isDirectory(file)) {
            return List.of(this);
        }
        String common =
                name == null ? String.valueOf(file.toAbsolutePath().normalize().getFileName()) : name;
        List<NamedFile> files;
        try (Stream<Path> below = Files.walk(file)) {
            files = below.filter(found -> found.toString().endsWith(".json"))
                    .sorted()
                    .map(found -> new NamedFile(common, found))
                    .toList();
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException("'" + file + "': expected result files, *.json, in this directory");
        }
        return files;
    }
}
