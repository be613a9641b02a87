package io.github.snatrace.probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.host.Fixtures;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The standalone jar with a standard output that takes nothing. */
final class FullDiskIT {

    private static final int LIMIT_SECONDS = 60;

    @TempDir
    Path directory;

    @Test
    void diff_thatNobodyGets_isNoSuccess() throws Exception {
        Path snapshot =
                Files.writeString(directory.resolve("snapshot"), Fixtures.text("conntrack/proc-6.18-after-race.txt"));

        assertLost("diff", "--json", snapshot.toString(), snapshot.toString());
    }

    @Test
    void snapshot_thatNobodyGets_isNoSuccess() throws Exception {
        assertLost("snapshot");
    }

    @Test
    void help_thatNobodyGets_isNoSuccess() throws Exception {
        assertLost("--help");
    }

    private static void assertLost(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                "target/conntrack-probe.jar"));
        command.addAll(List.of(args));
        Process program = new ProcessBuilder(command)
                .redirectOutput(new File("/dev/full"))
                .start();
        try {
            assertThat(program.errorReader(StandardCharsets.UTF_8).lines())
                    .last()
                    .isEqualTo("conntrack-probe: cannot write the results");
            assertThat(program.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(program.exitValue()).isEqualTo(1);
        } finally {
            program.destroyForcibly();
        }
    }
}
