package io.github.snatrace.examples.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Installs into a directory of its own, and starts from there. */
@Timeout(300)
class InstallIT {

    @TempDir
    private Path home;

    @Test
    void install_putsOneCommandIntoThePrefix_withItsPagesAndCompletion() throws Exception {
        Path prefix = home.resolve("prefix");

        Result installed = run("./install", prefix.toString());

        assertThat(installed.exitCode()).as(installed.output()).isZero();
        assertThat(prefix.resolve("man/man1/snat-race-probe-diff.1")).isNotEmptyFile();
        assertThat(run("bash", "-n", prefix.resolve("completion/snat-race.bash").toString())
                        .exitCode())
                .isZero();
        String command = prefix.resolve("bin/snat-race").toString();
        assertThat(run(command, "--version").output()).matches("snat-race \\S+ \\(commit \\w+\\)\n");
        assertThat(run(command, "client", "plan", "--from", "2.23", "--to", "1.78"))
                .isEqualTo(new Result(
                        0,
                        "15,230 connects on each side show a fall from 2.23 % to 1.78 % with a power of 80 %"
                                + " (alpha 5 %, two-sided)\n"));
        assertThat(run(command, "lab", "race", "--help").output()).startsWith("Usage: examples/lab/race");
        assertThat(run(command, "wash"))
                .isEqualTo(new Result(2, "snat-race: 'wash': expected server, client, probe or lab\n"));
    }

    @Test
    void secondStart_takesTheArchiveThatTheFirstHasMade() throws Exception {
        Result first = run("bin/snat-race", "probe", "--version");
        Path cache = home.resolve("cache/snat-race");

        assertThat(first.exitCode()).as(first.output()).isZero();
        try (var files = Files.list(cache)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .singleElement()
                    .asString()
                    .startsWith("probe-")
                    .endsWith(".jsa");
        }
        assertThat(run("bin/snat-race", "probe", "--version")).isEqualTo(first);
    }

    @Test
    void cacheThatCannotBeMade_isNoReasonNotToStart() throws Exception {
        Files.createFile(home.resolve("cache"));

        assertThat(run("bin/snat-race", "probe", "--version").exitCode()).isZero();
    }

    @Test
    void tar_hasTheSameBytesTwice() throws Exception {
        Path one = home.resolve("one.tar.gz");
        Path other = home.resolve("other.tar.gz");

        assertThat(run("./install", "--tar", one.toString()).exitCode()).isZero();
        assertThat(run("./install", "--tar", other.toString()).exitCode()).isZero();

        assertThat(one).hasSameBinaryContentAs(other);
    }

    /** What a command printed on both streams, and how it ended. */
    record Result(int exitCode, String output) {}

    private Result run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
        builder.environment().put("LAB_BUILD", "no");
        builder.environment().put("HOME", home.toString());
        builder.environment().put("XDG_CACHE_HOME", home.resolve("cache").toString());
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            return new Result(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }
}
