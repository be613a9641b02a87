package io.github.snatrace.commandline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public final class DraftFileTest {

    @TempDir
    private Path directory;

    private Path target = Path.of("");

    @BeforeEach
    void writeTheEarlierContent() throws IOException {
        target = Files.writeString(directory.resolve("result.json"), "earlier");
    }

    @Test
    void content_appearsWithTheCommitAndNotBefore() throws IOException {
        try (DraftFile file = DraftFile.open(target)) {
            file.append(bytes("one "));
            file.append(bytes("two"));
            assertThat(target).hasContent("earlier");

            file.commit();
        }

        assertThat(target).hasContent("one two");
        assertThat(files()).containsExactly("result.json");
    }

    @Test
    void permissions_ofAFileThatIsReplaced_stay_butForWriting() throws IOException {
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw--w--w-"));
        Path fresh = directory.resolve("fresh.json");

        DraftFile.write(target, bytes("one"));
        DraftFile.write(fresh, bytes("two"));

        assertThat(Files.getPosixFilePermissions(target)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(fresh))
                .contains(PosixFilePermission.OWNER_READ)
                .doesNotContain(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    }

    @Test
    void draftThatSomebodyPlanted_isNotFollowed() throws IOException {
        Path precious = Files.writeString(directory.resolve("precious"), "precious");
        Path link = directory.resolve("link.json");
        Files.createSymbolicLink(link, directory.resolve("nowhere"));
        Files.createSymbolicLink(directory.resolve(".result.json.draft"), precious);

        DraftFile.write(target, bytes("one"));
        DraftFile.write(link, bytes("two"));

        assertThat(precious).hasContent("precious");
        assertThat(link).hasContent("two").isRegularFile();
        assertThat(directory.resolve("nowhere")).doesNotExist();
    }

    @Test
    void withoutACommit_earlierContentStaysAndNothingElse() throws IOException {
        try (DraftFile file = DraftFile.open(target)) {
            file.append(bytes("half"));
        }

        assertThat(target).hasContent("earlier");
        assertThat(files()).containsExactly("result.json");
    }

    @Test
    void draftsOfOneTarget_areNotEachOthers() throws IOException {
        try (DraftFile one = DraftFile.open(target);
                DraftFile other = DraftFile.open(target)) {
            one.append(bytes("one"));
            other.append(bytes("other"));
            one.commit();
            assertThat(target).hasContent("one");

            other.commit();
        }

        assertThat(target).hasContent("other");
        assertThat(files()).containsExactly("result.json");
    }

    @Test
    void newFile_isWrittenAsWell() throws IOException {
        DraftFile.write(directory.resolve("new.json"), bytes("new"));

        assertThat(directory.resolve("new.json")).hasContent("new");
    }

    @Test
    void link_staysAndItsTargetIsReplaced() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.json"), target);

        DraftFile.write(link, bytes("new"));

        assertThat(link).isSymbolicLink();
        assertThat(target).hasContent("new");
    }

    @Test
    void device_isWrittenToAndNotReplaced() {
        assertThatThrownBy(() -> DraftFile.write(Path.of("/dev/full"), bytes("lost")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left on device");
        assertThat(Files.isRegularFile(Path.of("/dev/full"))).isFalse();
    }

    @Test
    void recordThatDoesNotFit_isTakenBackWholly() throws IOException {
        Path draft = directory.resolve("draft");
        DraftFile file = new DraftFile(target, draft, new FullChannel(draft, 10));
        file.append(bytes("line 1\n"));
        assertThatThrownBy(() -> file.append(bytes("line 2\n"))).hasMessage("No space left on device");

        Path partial = file.keepPartial();
        file.close();

        assertThat(partial).hasFileName("result.json.partial").hasContent("line 1\n");
        assertThat(target).hasContent("earlier");
        assertThat(files()).containsExactly("result.json", "result.json.partial");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A file on a disk that has room for so many bytes: it takes what fits, as a real one does. */
    private static final class FullChannel extends FileChannel {

        private final FileChannel file;
        private long room;

        FullChannel(Path file, long room) throws IOException {
            this.file = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            this.room = room;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (room == 0) {
                throw new IOException("No space left on device");
            }
            int fits = (int) Math.min(room, source.remaining());
            ByteBuffer part = source.slice().limit(fits);
            int written = file.write(part);
            source.position(source.position() + written);
            room -= written;
            return written;
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            return file.truncate(size);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }

        @Override
        public int read(ByteBuffer target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(ByteBuffer target, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer source, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel position(long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long size() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void force(boolean metaData) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
