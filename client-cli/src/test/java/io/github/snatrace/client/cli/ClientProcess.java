package io.github.snatrace.client.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The standalone jar as a process of its own, as a user starts it. It is killed with the test. */
final class ClientProcess implements AutoCloseable {

    private static final Path JAR = Path.of("target/snat-race-client.jar");

    private final Process process;
    private final BufferedReader output;

    private ClientProcess(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    static ClientProcess start(Map<String, String> environment, String... arguments) throws IOException {
        return start("exec \"$@\"", environment, arguments);
    }

    /** Starts it through a shell script, which execs {@code "$@"} in the end. */
    static ClientProcess start(String script, Map<String, String> environment, String... arguments) throws IOException {
        // Where Maven runs in the background, its children ignore SIGINT, and under nohup SIGHUP.
        List<String> command =
                new ArrayList<>(List.of("env", "--default-signal=INT,HUP,TERM", "sh", "-c", script, "sh"));
        command.addAll(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar"));
        command.add(JAR.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new ClientProcess(builder.start());
    }

    /** Reads up to and including the first line that contains a text, and returns that line. */
    String lineWith(String text) throws IOException {
        List<String> seen = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.add(line);
            if (line.contains(text)) {
                return line;
            }
        }
        throw new AssertionError("no line with '" + text + "' in " + seen);
    }

    /** Returns the lines that are left, once the process has ended. */
    List<String> rest() throws IOException {
        return output.lines().toList();
    }

    /** Sends a signal by its name, such as {@code INT}. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("still running");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
