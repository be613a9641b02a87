package io.github.snatrace.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class ProgramTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void run_whatTheCommandThrows_hasItsExitCodeAndOneLine() {
        int usage = run(() -> {
            throw new UsageException("--rate -1: expected more than 0");
        });
        int missing = run(() -> {
            throw new NoSuchFileException("a.json");
        });
        int denied = run(() -> {
            throw new AccessDeniedException("b.json");
        });
        int failed = run(() -> {
            throw new IOException("no netlink");
        });

        assertThat(new int[] {usage, missing, denied, failed})
                .containsExactly(ExitCode.USAGE, ExitCode.ENVIRONMENT, ExitCode.ENVIRONMENT, ExitCode.ENVIRONMENT);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("""
                        tool: --rate -1: expected more than 0
                        tool: a.json: no such file
                        tool: b.json: permission denied
                        tool: no netlink
                        """);
    }

    @Test
    void run_anOptionThatIsWrong_pointsToTheHelp() {
        assertThat(run(() -> ExitCode.DONE, "--no-such")).isEqualTo(ExitCode.USAGE);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("tool: Unknown option: '--no-such' (see tool --help)\n");
    }

    @Test
    void run_resultsThatCannotBeWritten_failUnlessTheCommandDid() {
        PrintStream full = new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("no space left");
                    }
                },
                true,
                StandardCharsets.UTF_8);
        Program program = new Program("tool", full, new PrintStream(err, true, StandardCharsets.UTF_8));

        int done = program.run(new CommandLine(new Tool(() -> {
            full.println("result");
            return ExitCode.DONE;
        })));

        assertThat(done).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(program.delivered(ExitCode.CONDITION)).isEqualTo(ExitCode.CONDITION);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("tool: cannot write the results\n");
    }

    private int run(Callable<Integer> action, String... args) {
        return new Program(
                        "tool",
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(new CommandLine(new Tool(action)), args);
    }

    @Command(name = "tool")
    private record Tool(Callable<Integer> action) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            return action.call();
        }
    }
}
