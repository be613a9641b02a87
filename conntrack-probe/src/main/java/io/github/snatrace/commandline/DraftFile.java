package io.github.snatrace.commandline;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file that is written beside its place and put there when it is whole: nobody ever sees half of one, and what was
 * there before stays until then, and stays for good if the writing fails.
 *
 * <p>A target that is no regular file, such as {@code /dev/stdout} or a pipe, is written to as it is.
 */
public final class DraftFile implements Closeable {

    private final Path target;
    private final @Nullable Path draft;
    private final FileChannel channel;
    private long length;

    /** Takes over a channel that writes to {@code draft}, or to {@code target} itself if there is none. */
    DraftFile(Path target, @Nullable Path draft, FileChannel channel) {
        this.target = target;
        this.draft = draft;
        this.channel = channel;
    }

    /** Opens a draft for {@code file}, in the same directory. */
    public static DraftFile open(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return new DraftFile(file, null, FileChannel.open(file, StandardOpenOption.WRITE));
        }
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        // Not the process's id: containers that share a volume are process 1, each of them.
        Path draft = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        FileChannel channel = FileChannel.open(
                draft,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(permissions(target)));
        return new DraftFile(target, draft, channel);
    }

    /** Those of the file that is replaced, or those of any file of text; nobody's to write but the owner's. */
    private static Set<PosixFilePermission> permissions(Path target) throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.copyOf(
                Files.exists(target)
                        ? Files.getPosixFilePermissions(target)
                        : PosixFilePermissions.fromString("rw-r--r--"));
        permissions.remove(PosixFilePermission.GROUP_WRITE);
        permissions.remove(PosixFilePermission.OTHERS_WRITE);
        return permissions;
    }

    /**
     * Writes a file at once.
     *
     * @throws IOException if that fails, with a message that names the file
     */
    public static void write(Path file, byte[] content) throws IOException {
        try (DraftFile draft = open(file)) {
            draft.append(content);
            draft.commit();
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + reason(e), e);
        }
    }

    /** In words about the file that was asked for, not about its draft. */
    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such directory";
        }
        return e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }

    /** Appends a record, or nothing: what fits of it when a disk is full is taken back. */
    public void append(byte[] record) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(record);
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            length += record.length;
        } catch (IOException e) {
            if (draft != null) {
                takeBack(e);
            }
            throw e;
        }
    }

    /** Puts the file in its place. */
    public void commit() throws IOException {
        if (draft == null) {
            channel.close();
            return;
        }
        channel.force(true);
        channel.close();
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Keeps what was written under another name than the target's, and returns that. */
    public Path keepPartial() throws IOException {
        channel.close();
        if (draft == null) {
            return target;
        }
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        Files.move(draft, partial, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return partial;
    }

    /** Drops the draft, if it was neither committed nor kept. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (draft != null) {
            Files.deleteIfExists(draft);
        }
    }

    private void takeBack(IOException cause) {
        try {
            channel.truncate(length);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
