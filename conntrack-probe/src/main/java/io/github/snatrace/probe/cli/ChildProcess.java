package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a command on the program's own streams, and hands it the signals that the program gets.
 *
 * <p>A SIGINT that was typed at the terminal has reached the command already, and is not handed on a second time: to
 * many programs the second one means to quit at once.
 */
final class ChildProcess {
    private static final int CANNOT_RUN = 126;
    private static final int NOT_FOUND = 127;

    private final List<String> command;
    private final List<String> early = new ArrayList<>();
    private @Nullable Process process;

    private ChildProcess(List<String> command) {
        this.command = List.copyOf(command);
    }

    /**
     * How a command ended.
     *
     * @param exitCode its exit code, 128 + n if signal n ended it
     * @param elapsed how long it ran
     * @param problem why it could not be started, empty when it was
     */
    record Result(int exitCode, Duration elapsed, String problem) {
        boolean started() {
            return problem.isEmpty();
        }
    }

    static Result run(List<String> command) {
        ChildProcess child = new ChildProcess(command);
        // Before the command starts, so that no signal ends this program and leaves the command behind.
        Signals signals = Signals.open(List.of("INT", "TERM", "HUP"), child::forward);
        try {
            long start = System.nanoTime();
            int code = await(child.start());
            return new Result(code, Duration.ofNanos(System.nanoTime() - start), "");
        } catch (IOException e) {
            boolean missing = !exists(command.get(0));
            return new Result(
                    missing ? NOT_FOUND : CANNOT_RUN,
                    Duration.ZERO,
                    command.get(0) + (missing ? ": no such command" : ": cannot be run: " + cause(e)));
        } finally {
            signals.close();
        }
    }

    /**
     * Says whether there is such a file, in PATH unless it has a path of its own. The error is another where PATH is
     * odd.
     */
    private static boolean exists(String program) {
        if (program.contains("/")) {
            return Files.exists(Path.of(program));
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(directory -> Files.isRegularFile(Path.of(directory, program)));
    }

    private synchronized Process start() throws IOException {
        Process started = new ProcessBuilder(command).inheritIO().start();
        process = started;
        early.forEach(this::forward);
        return started;
    }

    private static int await(Process process) {
        boolean interrupted = false;
        while (true) {
            try {
                int code = process.waitFor();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return code;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    private synchronized void forward(String signal) {
        Process child = process;
        if (child == null) {
            early.add(signal);
            return;
        }
        if (signal.equals("INT") && isForeground()) {
            return;
        }
        try {
            // The shell's own kill: not every system has the command.
            new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + child.pid()).start();
        } catch (IOException e) {
            child.destroy();
        }
    }

    /** Returns whether this process is in the foreground of its terminal, whose keys signal the whole group. */
    private static boolean isForeground() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            // What follows the name, which may hold spaces: state ppid pgrp session tty_nr tpgid ...
            List<String> fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 7));
            return fields.get(2).equals(fields.get(5));
        } catch (IOException e) {
            return false;
        }
    }

    private static String cause(IOException e) {
        String message = String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
        int comma = message.indexOf(", ");
        return message.startsWith("error=") && comma > 0 ? message.substring(comma + 2) : message;
    }
}
