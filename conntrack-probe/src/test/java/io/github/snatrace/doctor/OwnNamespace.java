package io.github.snatrace.doctor;

import io.github.snatrace.host.CommandRunner;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A network namespace that lives as long as this object, root in it, rootless outside of it. */
final class OwnNamespace implements CommandRunner, AutoCloseable {
    private static final int LIMIT_SECONDS = 30;
    private static final int NO_SUCH_COMMAND = 127;

    private final Process holder;
    private final Path lock;

    private OwnNamespace(Process holder, Path lock) {
        this.holder = holder;
        this.lock = lock;
    }

    /**
     * Makes one.
     *
     * @param directory where iptables-legacy may put its lock
     * @throws IOException if this machine lets nobody make one; the message says what it answered
     */
    static OwnNamespace open(Path directory) throws IOException {
        // Ends with its stdin, and so with the test, however that ends.
        Process holder = new ProcessBuilder(
                        "unshare", "--user", "--map-root-user", "--net", "sh", "-c", "echo ready; read line")
                .redirectErrorStream(true)
                .start();
        byte[] answer = holder.getInputStream().readNBytes("ready\n".length());
        if (!new String(answer, StandardCharsets.UTF_8).equals("ready\n")) {
            String rest = new String(holder.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            holder.destroyForcibly();
            throw new IOException("unshare --user --net: " + new String(answer, StandardCharsets.UTF_8) + rest.strip());
        }
        return new OwnNamespace(holder, directory.resolve("xtables.lock"));
    }

    @Override
    public Output run(List<String> command) throws IOException {
        List<String> inside = new ArrayList<>(List.of(
                "nsenter",
                "--target",
                Long.toString(holder.pid()),
                "--user",
                "--net",
                "--preserve-credentials",
                "env",
                "XTABLES_LOCKFILE=" + lock));
        inside.addAll(command);
        Process process = new ProcessBuilder(inside).start();
        try {
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(String.join(" ", command) + ": no end");
            }
            if (process.exitValue() == NO_SUCH_COMMAND) {
                throw new FileNotFoundException("there is no command " + command.get(0));
            }
            return new Output(process.exitValue(), out, err);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Runs a line of shell and returns what it printed; fails with what it complained about. */
    String shell(String line) throws IOException {
        Output output = run(List.of("sh", "-c", line));
        if (output.exitCode() != 0) {
            throw new AssertionError(line + ": " + output.err());
        }
        return output.out();
    }

    @Override
    public void close() {
        holder.descendants().forEach(ProcessHandle::destroyForcibly);
        holder.destroyForcibly();
    }
}
