package io.github.snatrace.host;

import java.io.IOException;
import java.util.List;

/** Runs commands that answer within moments and change nothing. */
public interface CommandRunner {
    /**
     * Runs {@code command} in the calling thread's network namespace, without input, and waits for its end.
     *
     * @throws java.io.FileNotFoundException if there is no such command
     * @throws IOException if it cannot be started, or does not end in time and is killed
     */
    Output run(List<String> command) throws IOException;

    /**
     * What a command answered.
     *
     * @param exitCode its exit code
     * @param out what it wrote to stdout
     * @param err what it wrote to stderr
     */
    record Output(int exitCode, String out, String err) {
        /** Returns the first line that it wrote to stderr, or its exit code when it wrote none. */
        public String complaint() {
            return err.lines()
                    .filter(line -> !line.isBlank())
                    .findFirst()
                    .map(String::strip)
                    .orElse("exit code " + exitCode);
        }
    }
}
