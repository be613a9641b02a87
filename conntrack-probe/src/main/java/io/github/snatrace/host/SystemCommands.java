package io.github.snatrace.host;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the commands of this machine. */
final class SystemCommands implements CommandRunner {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Duration limit;

    SystemCommands() {
        this(LIMIT);
    }

    SystemCommands(Duration limit) {
        this.limit = limit;
    }

    @Override
    public Output run(List<String> command) throws IOException {
        // A child starts in the network namespace of the thread that starts it.
        Process process = start(command);
        try {
            process.getOutputStream().close();
            CompletableFuture<String> out = reading(process.getInputStream());
            CompletableFuture<String> err = reading(process.getErrorStream());
            long end = System.nanoTime() + limit.toNanos();
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            // A child that was left behind may keep the pipes open.
            return new Output(
                    process.exitValue(),
                    out.get(end - System.nanoTime(), TimeUnit.NANOSECONDS),
                    err.get(end - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw new IOException(String.join(" ", command) + ": no end within " + limit.toMillis() + " ms, killed", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UncheckedIOException io ? io.getCause() : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(String.join(" ", command) + ": interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        try {
            return builder.start();
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("error=2,")) {
                throw new FileNotFoundException("there is no command " + command.get(0));
            }
            throw e;
        }
    }

    private static CompletableFuture<String> reading(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try {
                        text.complete(Host.read(stream));
                    } catch (IOException e) {
                        text.completeExceptionally(new UncheckedIOException(e));
                    }
                },
                "output of a command");
        reader.setDaemon(true);
        reader.start();
        return text;
    }
}
