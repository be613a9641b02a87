package io.github.snatrace.server.cli;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.utils.Signals;

/** Turns the first SIGINT or SIGTERM into a wish to stop in good order, and the second into an exit. */
final class StopSignals {

    /** The exit codes that a shell reports for a command that a signal has ended. */
    private static final Map<String, Integer> EXIT_CODES = Map.of("INT", 130, "TERM", 143);

    private StopSignals() {}

    /** Has {@code stop} called, once, on a thread of the JVM's, when the first signal arrives. */
    static void onFirst(Runnable stop) {
        AtomicInteger received = new AtomicInteger();
        EXIT_CODES.forEach((name, exitCode) -> Signals.register(name, () -> {
            if (received.getAndIncrement() == 0) {
                stop.run();
            } else {
                Runtime.getRuntime().halt(exitCode);
            }
        }));
    }
}
