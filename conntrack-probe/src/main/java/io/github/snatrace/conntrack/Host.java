package io.github.snatrace.conntrack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine that is looked at: its files. Immutable. */
public final class Host {
    /** What no file of the kernel that is read here comes near. */
    private static final int MOST_BYTES = 16 << 20;

    private final Path root;

    private Host(Path root) {
        this.root = root;
    }

    /** Returns this machine. */
    public static Host local() {
        return new Host(Path.of("/"));
    }

    /** Returns a machine whose files lie under {@code root}. */
    public static Host at(Path root) {
        return new Host(root);
    }

    /** Returns where the machine's file {@code absolute} lies. */
    public Path path(String absolute) {
        return root.resolve(absolute.substring(1));
    }

    /** Reads the machine's file {@code absolute}, one byte a character. */
    public String read(String absolute) throws IOException {
        return read(path(absolute));
    }

    /** Reads a file or a pipe to its end, one byte a character; refuses what is larger than 16 MiB. */
    public static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    /** Reads a stream to its end, one byte a character; refuses what is larger than 16 MiB. */
    public static String read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new IOException("larger than " + (MOST_BYTES >> 20) + " MiB: no counters of a kernel");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
