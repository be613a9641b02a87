package io.github.snatrace.netns;

import io.github.snatrace.host.CommandRunner;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.TextFormatException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Asks the local container engine for the process of a container. */
public final class ContainerEngine {
    private static final List<String> DOCKER_LIKE = List.of("docker", "podman", "nerdctl");

    private final Host host;

    /** Asks the engine of {@code host}. */
    public ContainerEngine(Host host) {
        this.host = host;
    }

    /**
     * Returns the network namespace of a running container.
     *
     * @throws IOException if no engine knows it; the message says what each of them answered
     */
    public NetworkNamespace namespaceOf(String container) throws IOException {
        List<String> answers = new ArrayList<>();
        for (String engine : DOCKER_LIKE) {
            long pid = ask(answers, List.of(engine, "inspect", "--format", "{{.State.Pid}}", container));
            if (pid > 0) {
                return NetworkNamespace.ofProcess(pid);
            }
        }
        long pid = ask(
                answers,
                List.of("crictl", "inspect", "--output", "go-template", "--template", "{{.info.pid}}", container));
        if (pid > 0) {
            return NetworkNamespace.ofProcess(pid);
        }
        throw new IOException(
                answers.isEmpty()
                        ? "container " + container + ": none of docker, podman, nerdctl and crictl is here; use --pid"
                        : "container " + container + ": " + String.join("; ", answers));
    }

    /** Returns the process, or 0 when the engine does not know one; its answer is then among {@code answers}. */
    private long ask(List<String> answers, List<String> command) throws IOException {
        CommandRunner.Output output;
        try {
            output = host.run(command);
        } catch (FileNotFoundException e) {
            return 0;
        }
        if (output.exitCode() != 0) {
            answers.add(command.get(0) + ": " + output.complaint());
            return 0;
        }
        try {
            long pid = Long.parseLong(output.out().strip());
            if (pid <= 0) {
                answers.add(command.get(0) + ": it is not running");
            }
            return pid;
        } catch (NumberFormatException e) {
            answers.add(command.get(0) + ": expected a process, not "
                    + TextFormatException.quote(output.out().strip()));
            return 0;
        }
    }
}
