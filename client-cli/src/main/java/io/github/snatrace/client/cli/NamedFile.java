package io.github.snatrace.client.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file as a report takes it, {@code NAME=FILE} or just {@code FILE}.
 *
 * @param name null if there is none
 */
record NamedFile(@Nullable String name, Path file) {

    /** Reads either form. A file whose own name has the sign in it wins over a name. */
    static NamedFile parse(String text) {
        int sign = text.indexOf('=');
        if (sign < 1 || Files.exists(Path.of(text))) {
            return new NamedFile(null, Path.of(text));
        }
        return new NamedFile(text.substring(0, sign).strip(), Path.of(text.substring(sign + 1)));
    }
}
