package io.github.snatrace.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class SystemCommandsTest {

    @Test
    void run_command_returnsWhatItWroteAndItsExitCode() throws IOException {
        CommandRunner.Output output = run("sh", "-c", "echo out; echo err >&2; cat; exit 3");

        assertThat(output).isEqualTo(new CommandRunner.Output(3, "out\n", "err\n"));
        assertThat(output.complaint()).isEqualTo("err");
    }

    @Test
    void run_noSuchCommand_saysSo() {
        assertThatThrownBy(() -> run("no-such-command-anywhere"))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage("there is no command no-such-command-anywhere");
    }

    @Test
    void run_commandThatDoesNotEnd_isKilledWithItsChildren() {
        long before = ProcessHandle.current().descendants().count();

        assertThatThrownBy(() -> new SystemCommands(Duration.ofMillis(300))
                        .run(List.of("sh", "-c", "tail -f /dev/null & tail -f /dev/null")))
                .hasMessageEndingWith("no end within 300 ms, killed");

        List<ProcessHandle> left = ProcessHandle.current().descendants().toList();
        left.forEach(process -> process.onExit().join());
        assertThat(ProcessHandle.current().descendants().count()).isEqualTo(before);
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void run_childLeftBehindWithTheOutput_isNotWaitedFor(@TempDir Path directory) throws Exception {
        Path child = directory.resolve("child");
        List<String> command = List.of("sh", "-c", "tail -f /dev/null & echo $! >\"$0\"", child.toString());
        SystemCommands commands = new SystemCommands(Duration.ofSeconds(2));
        try {
            // The JDK closes its end when the command ends, unless the reader is in the middle of a read by then.
            assertThat(answerOrComplaint(commands, command))
                    .isIn("exit code 0", String.join(" ", command) + ": no end within 2000 ms, killed");
        } finally {
            ProcessHandle.of(Long.parseLong(Files.readString(child).strip())).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static String answerOrComplaint(SystemCommands commands, List<String> command) {
        try {
            return "exit code " + commands.run(command).exitCode();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static CommandRunner.Output run(String... command) throws IOException {
        return Host.local().run(List.of(command));
    }
}
