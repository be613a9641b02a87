package io.github.snatrace.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The machine that is looked at: its files and its commands. Immutable. */
public final class Host {
    /** What no file of the kernel that is read here comes near. */
    private static final int MOST_BYTES = 16 << 20;

    private final Path root;
    private final @Nullable CommandRunner commands;

    private Host(Path root, @Nullable CommandRunner commands) {
        this.root = root;
        this.commands = commands;
    }

    /** Returns this machine. */
    public static Host local() {
        return new Host(Path.of("/"), null);
    }

    /** Returns a machine whose files lie under {@code root}, with these commands and no netlink. */
    public static Host at(Path root, CommandRunner commands) {
        return new Host(root, commands);
    }

    /** Returns whether it is this machine, whose kernel can be spoken to. */
    public boolean isLocal() {
        return commands == null;
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
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            // A directory can be opened, and says at the first byte what it is, but not which.
            throw new FileSystemException(
                    file.toString(), null, Files.isDirectory(file) ? "is a directory" : e.getMessage());
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

    /** Runs a command, see {@link CommandRunner#run}. */
    public CommandRunner.Output run(List<String> command) throws IOException {
        return (commands == null ? new SystemCommands() : commands).run(command);
    }
}
