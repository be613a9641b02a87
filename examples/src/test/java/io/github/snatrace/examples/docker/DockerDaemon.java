package io.github.snatrace.examples.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Docker daemon as {@code examples/docker/daemon} starts it, and commands that talk to it. */
final class DockerDaemon implements AutoCloseable {

    /** Where the scripts are. */
    static final Path HOME = Path.of("docker").toAbsolutePath();

    private static final Path DIRECTORY = Path.of("target", "docker").toAbsolutePath();
    private static final int START_SECONDS = 60;
    private static final int COMMAND_SECONDS = 180;

    private final Process process;

    private DockerDaemon(Process process) {
        this.process = process;
    }

    /**
     * Starts a daemon and waits until it answers.
     *
     * @throws IllegalStateException if none can run here; the message says why
     */
    static DockerDaemon start() {
        DockerDaemon daemon;
        try {
            Files.createDirectories(DIRECTORY);
            daemon = new DockerDaemon(new ProcessBuilder(HOME.resolve("daemon").toString(), DIRECTORY.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(DIRECTORY.resolve("daemon.log").toFile())
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!daemon.answers()) {
            if (!daemon.process.isAlive() || System.nanoTime() > end) {
                daemon.close();
                throw new IllegalStateException("no Docker daemon can run here: " + said());
            }
        }
        return daemon;
    }

    /** Runs {@code docker} with these arguments. */
    CommandResult docker(String... arguments) {
        return CommandResult.of(start("docker", arguments), COMMAND_SECONDS);
    }

    /** Runs {@code docker} with these arguments, and with what the command before it writes. */
    CommandResult docker(Process before, String... arguments) {
        Process after = start("docker", arguments);
        try (var out = before.getInputStream();
                var in = after.getOutputStream()) {
            out.transferTo(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            before.destroyForcibly();
        }
        return CommandResult.of(after, COMMAND_SECONDS);
    }

    /** Runs a command on the network of the daemon, with the right to see and change it. */
    CommandResult onHost(String image, String command) {
        return docker(
                "run",
                "--rm",
                "--network",
                "host",
                "--pid",
                "host",
                "--user",
                "0",
                "--cap-add",
                "NET_ADMIN",
                "--entrypoint",
                "bash",
                image,
                "-ec",
                command);
    }

    /** Starts a command that may use this daemon; whoever does that ends it. */
    Process start(String command, String... arguments) {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("DOCKER_HOST", "unix://" + DIRECTORY.resolve("docker.sock"));
        // A client that is here may not know the daemon's old protocol; the fetched one does.
        builder.environment()
                .merge("PATH", DIRECTORY.resolve("engine/usr/bin").toString(), (path, own) -> own + ":" + path);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private boolean answers() {
        return Files.exists(DIRECTORY.resolve("docker.sock"))
                && docker("version").exitCode() == 0;
    }

    /** Returns the last line of what the script or the daemon said. */
    private static String said() {
        try {
            String last = "";
            for (String log : List.of("docker.log", "daemon.log")) {
                if (Files.exists(DIRECTORY.resolve(log))) {
                    last = Files.readString(DIRECTORY.resolve(log), UTF_8)
                            .lines()
                            .reduce(last, (before, line) -> line);
                }
            }
            return last;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
