package io.github.snatrace.examples.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the scripts of {@code examples/lab} as a user does, and ends what does not end by itself. */
public final class LabScript {

    /** Where the scripts are. */
    static final Path HOME = Path.of("lab").toAbsolutePath();

    private static final long LIMIT_SECONDS = 120;

    private final List<String> command = new ArrayList<>();
    private long limitSeconds = LIMIT_SECONDS;
    private final Map<String, String> environment = new LinkedHashMap<>();

    private LabScript(List<String> command) {
        // Where Maven runs in the background, its children ignore SIGINT, and under nohup SIGHUP.
        this.command.addAll(List.of("env", "--default-signal=INT,HUP,TERM"));
        this.command.addAll(command);
        // Maven has built the programs; a build inside of the build would pull them away from under other tests.
        environment.put("LAB_BUILD", "no");
    }

    /** What a script printed, and how it ended. */
    public record Result(int exitCode, String out, String err) {}

    /** Returns a command that runs where the scripts are built. */
    public static LabScript of(String... command) {
        return new LabScript(List.of(command));
    }

    LabScript with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Gives it more time than others get. */
    LabScript within(long seconds) {
        limitSeconds = seconds;
        return this;
    }

    /** Starts the script; whoever does that ends it. */
    Process start() {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it to its end. */
    public Result run() {
        Process process = start();
        try {
            CompletableFuture<String> out = read(process.getInputStream());
            CompletableFuture<String> err = read(process.getErrorStream());
            return new Result(
                    process.onExit().get(limitSeconds, TimeUnit.SECONDS).exitValue(), within(out), within(err));
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(command + " did not end", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Reads to the end, which comes when every process that could write is gone. */
    static CompletableFuture<String> read(InputStream in) {
        return CompletableFuture.supplyAsync(() -> {
            try (in) {
                return new String(in.readAllBytes(), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    static <T> T within(CompletableFuture<T> result) {
        try {
            return result.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
