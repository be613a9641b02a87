package io.github.snatrace.examples.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a command printed, and how it ended. */
record CommandResult(int exitCode, String out, String err) {

    /** Waits for a command, and ends it if it does not end within {@code seconds}. */
    static CommandResult of(Process process, int seconds) {
        try {
            CompletableFuture<String> out = read(process.getInputStream());
            CompletableFuture<String> err = read(process.getErrorStream());
            int exitCode = process.onExit().get(seconds, TimeUnit.SECONDS).exitValue();
            return new CommandResult(exitCode, out.get(seconds, TimeUnit.SECONDS), err.get(seconds, TimeUnit.SECONDS));
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(process.info() + " did not end within " + seconds + " s", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Returns what the command printed, if it did what it should. */
    String orThrow() {
        if (exitCode != 0) {
            throw new IllegalStateException("exit code " + exitCode + ": " + err + out);
        }
        return out;
    }

    private static CompletableFuture<String> read(InputStream in) {
        return CompletableFuture.supplyAsync(() -> {
            try (in) {
                return new String(in.readAllBytes(), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
