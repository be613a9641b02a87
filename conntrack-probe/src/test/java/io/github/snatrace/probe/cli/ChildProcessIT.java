package io.github.snatrace.probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.host.Fixtures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs of their own, because signals and loaded classes are a process's. */
final class ChildProcessIT {
    private static final int LIMIT_SECONDS = 60;

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void run_signal_reachesTheCommandWhoseExitCodeIsTheProgrammes(String signal) throws Exception {
        Process program = java(
                List.of(),
                ForwardingProgram.class,
                "sh",
                "-c",
                // Waits for a signal in a builtin, at most as long as the test does.
                "trap 'exit 7' " + signal + "; echo ready; read line || true; exit 1");
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("ready");

            assertThat(new ProcessBuilder("sh", "-c", "kill -" + signal + " " + program.pid())
                            .start()
                            .waitFor())
                    .isZero();

            assertThat(program.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(program.exitValue()).isEqualTo(7);
        } finally {
            program.descendants().forEach(ProcessHandle::destroyForcibly);
            program.destroyForcibly();
        }
    }

    @Test
    void snapshot_plainOne_loadsNeitherPicocliNorJacksonNorJna(@TempDir Path root) throws Exception {
        file(root, "proc/net/stat/nf_conntrack", Fixtures.text("conntrack/proc-6.18-after-race.txt"));
        Process program = java(
                List.of("-Xlog:class+load:file=" + root.resolve("classes")), SnapshotProgram.class, root.toString());
        String out = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(program.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isZero();
        assertThat(out).startsWith("==> /proc/net/stat/nf_conntrack <==\nentries ");
        assertThat(Files.readString(root.resolve("classes")))
                .contains("io.github.snatrace.snapshot.NamespaceReader")
                .doesNotContain("picocli.", "tools.jackson", "com.sun.jna", "java.util.regex.Matcher source: jrt");
    }

    @Test
    void commandThatIsNotThere_is127_whateverIsInPath() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command(List.of(), NoSuchCommandProgram.class))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // A file where a directory should be has execvp(3) say "Not a directory".
        builder.environment().put("PATH", "/etc/passwd:/nowhere");
        Process program = builder.start();

        assertThat(program.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isEqualTo(127);
    }

    private static void file(Path root, String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static Process java(List<String> options, Class<?> program, String... args) throws IOException {
        return new ProcessBuilder(command(options, program, args))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static List<String> command(List<String> options, Class<?> program, String... args) {
        // Where Maven runs in the background, its children ignore SIGINT, and under nohup SIGHUP.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,HUP,TERM"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(args));
        return command;
    }
}
