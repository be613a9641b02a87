package io.github.snatrace.probe.cli;

import io.github.snatrace.trace.TraceSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells whoever watches, once a minute, that a trace goes on, and what it has come to. */
final class MinuteLine {
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Consumer<String> screen;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private long saidNanos;

    MinuteLine(Consumer<String> screen, LongSupplier nanoTime) {
        this.screen = screen;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.saidNanos = startNanos;
    }

    /** Returns whether standard error is a terminal. */
    static boolean isWatched() {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    void soFar(TraceSummary summary) {
        long now = nanoTime.getAsLong();
        if (now - saidNanos < MINUTE_NANOS) {
            return;
        }
        saidNanos = now;
        long minutes = (now - startNanos) / MINUTE_NANOS;
        screen.accept("after " + minutes + " min: "
                + TraceText.summary(summary).lines().findFirst().orElse("")
                + (summary.isValid() ? "" : "; the capture missed " + summary.missed()));
    }
}
