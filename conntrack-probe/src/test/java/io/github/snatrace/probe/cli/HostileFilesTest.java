package io.github.snatrace.probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.host.FakeCommands;
import io.github.snatrace.host.Fixtures;
import io.github.snatrace.host.Host;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that are not what they should be, for every reader of one: one line that names the file, and 1 or 2. */
final class HostileFilesTest {

    private static final long GIBIBYTE = 1L << 30;

    /** Every way in, with FILE for the file. */
    private static final List<String> READERS = List.of(
            "show FILE",
            "diff FILE GOOD",
            "diff GOOD FILE",
            "explain --result FILE",
            "explain --result RESULT --trace FILE",
            "explain --result RESULT --client FILE GOOD",
            "explain --result RESULT --nat GOOD FILE",
            "explain --result RESULT --server FILE FILE",
            "trace --inside-pcap FILE --outside-pcap FILE",
            "doctor --rules FILE --kernel 6.18.1");

    @TempDir
    private Path directory;

    /** What is wrong with a file. */
    enum Flaw {
        EMPTY,
        NUL,
        RANDOM,
        HUGE,
        DEEP_LISTS,
        DEEP_OBJECTS,
        LONG_LINE,
        LONG_NUMBER,
        ESCAPES,
        A_DIRECTORY,
        MISSING
    }

    @ParameterizedTest
    @EnumSource(Flaw.class)
    void file_thatIsNone_isRefusedInOneLine(Flaw flaw) throws IOException {
        Path file = flawed(flaw);
        Files.writeString(directory.resolve("good"), Fixtures.text("conntrack/proc-6.18-after-race.txt"));
        Files.writeString(directory.resolve("result.json"), "{\"attempts\":1,\"outcomes\":{\"TIMED_OUT\":1}}");

        for (String reader : READERS) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int code = new ProbeCommand(
                            new ByteArrayInputStream(new byte[0]),
                            new PrintStream(out, true, StandardCharsets.UTF_8),
                            new PrintStream(err, true, StandardCharsets.UTF_8),
                            Host.at(directory, new FakeCommands()))
                    .run(words(reader, file));
            String said = err.toString(StandardCharsets.UTF_8);

            if (reader.startsWith("doctor") && code == 0) {
                // What it cannot read is a fact like any other.
                assertThat(out.toString(StandardCharsets.UTF_8))
                        .contains("not known")
                        .doesNotContain("\u001b");
                continue;
            }
            assertThat(code).as(reader + ": " + said + out).isBetween(1, 2);
            assertThat(said.lines()).as(reader).hasSize(1);
            assertThat(said).as(reader).contains(file.toString()).hasSizeLessThan(600);
            assertThat(said).as(reader).doesNotContain("Exception", "\u001b");
            assertThat(out.toString(StandardCharsets.UTF_8)).as(reader).isEmpty();
        }
    }

    private String[] words(String reader, Path file) {
        Map<String, String> files = Map.of(
                "FILE", file.toString(),
                "GOOD", directory.resolve("good").toString(),
                "RESULT", directory.resolve("result.json").toString());
        return List.of(reader.split(" ")).stream()
                .map(word -> files.getOrDefault(word, word))
                .toArray(String[]::new);
    }

    private Path flawed(Flaw flaw) throws IOException {
        Path file = directory.resolve(flaw.name().toLowerCase(Locale.ROOT));
        switch (flaw) {
            case EMPTY -> Files.createFile(file);
            case NUL -> Files.write(file, new byte[5_000]);
            case RANDOM -> {
                byte[] bytes = new byte[100_000];
                new Random(17).nextBytes(bytes);
                Files.write(file, bytes);
            }
            case HUGE -> {
                try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                    sparse.setLength(GIBIBYTE);
                }
            }
            case DEEP_LISTS -> Files.writeString(file, "[".repeat(100_000));
            case DEEP_OBJECTS -> Files.writeString(file, "{\"a\":".repeat(100_000));
            case LONG_LINE -> Files.writeString(file, "x".repeat(1_000_000));
            case LONG_NUMBER -> Files.writeString(file, "{\"attempts\":" + "9".repeat(500_000) + "}");
            case ESCAPES -> Files.writeString(file, "\u001b]0;owned\u0007\u001b[2J\n");
            case A_DIRECTORY -> Files.createDirectory(file);
            case MISSING -> {
                // It is not there.
            }
        }
        return file;
    }
}
