package io.github.snatrace.netns;

import io.github.snatrace.host.CommandRunner;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.TextFormatException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the local container engine for the process of a container. */
public final class ContainerEngine {
    /** Networks, images and volumes have names as well, and templates of their own: containers only. */
    private static final List<List<String>> QUESTIONS = List.of(
            List.of("docker", "container", "inspect", "--format", "{{.Id}} {{.State.Pid}}"),
            List.of("podman", "container", "inspect", "--format", "{{.Id}} {{.State.Pid}}"),
            List.of("nerdctl", "container", "inspect", "--format", "{{.Id}} {{.State.Pid}}"),
            List.of("crictl", "inspect", "--output", "go-template", "--template", "{{.status.id}} {{.info.pid}}"));

    /** How crictl is to call the pod that a sandbox is. */
    static final String SANDBOX = "{{.status.metadata.namespace}}/{{.status.metadata.name}}";
    /** How it is to call the pod that a container is in. */
    static final String POD = "{{index .status.labels \"io.kubernetes.pod.namespace\"}}/"
            + "{{index .status.labels \"io.kubernetes.pod.name\"}}";

    private static final List<List<String>> NAMES_OF_CONTAINERS = List.of(
            List.of("docker", "container", "inspect", "--format", "{{.Name}}"),
            List.of("podman", "container", "inspect", "--format", "{{.Name}}"),
            List.of("nerdctl", "container", "inspect", "--format", "{{.Name}}"));

    private static final List<List<String>> NAMES_OF_PODS = List.of(
            List.of("crictl", "inspectp", "--output", "go-template", "--template", SANDBOX),
            List.of("crictl", "inspect", "--output", "go-template", "--template", POD));

    private static final Pattern ANSWER = Pattern.compile("([0-9a-f]{12,64}) (\\d{1,10})");

    /** The name of a program may have spaces and brackets in it; the parent's number follows its state. */
    private static final Pattern PARENT = Pattern.compile("(?s).*\\) \\S (\\d+) .*");

    private final Host host;

    /** Asks the engine of {@code host}. */
    public ContainerEngine(Host host) {
        this.host = host;
    }

    /**
     * Returns the network namespace of a running container.
     *
     * @throws IOException if no engine knows it, or the one that does runs its containers elsewhere; the message says
     *     what each of them answered
     */
    public NetworkNamespace namespaceOf(String container) throws IOException {
        List<String> answers = new ArrayList<>();
        for (List<String> question : QUESTIONS) {
            Optional<NetworkNamespace> namespace = ask(answers, question, container);
            if (namespace.isPresent()) {
                return namespace.get();
            }
        }
        throw new IOException(
                answers.isEmpty()
                        ? "container " + container + ": none of docker, podman, nerdctl and crictl is here; use --pid"
                        : "container " + container + ": " + String.join("; ", answers));
    }

    /** Returns the container that has a number, or the pod that it belongs to; empty if no engine knows it. */
    Optional<Occupant> occupant(String id) {
        return name(NAMES_OF_CONTAINERS, id)
                .map(name -> new Occupant(Occupant.Kind.CONTAINER, name))
                .or(() -> name(NAMES_OF_PODS, id).map(name -> new Occupant(Occupant.Kind.POD, name)));
    }

    private Optional<String> name(List<List<String>> questions, String id) {
        for (List<String> question : questions) {
            List<String> command = new ArrayList<>(question);
            command.add(id);
            try {
                CommandRunner.Output output = host.run(command);
                // Docker puts a slash before it.
                String name = output.out().strip().replaceFirst("^/", "");
                if (output.exitCode() == 0 && !name.isEmpty()) {
                    return Optional.of(name);
                }
            } catch (IOException e) {
                // Not here, or not to be run: the next one may be.
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the namespace, or nothing when the engine does not know one; its answer is then among {@code answers}.
     */
    private Optional<NetworkNamespace> ask(List<String> answers, List<String> question, String container) {
        String engine = question.get(0);
        List<String> command = new ArrayList<>(question);
        command.add(container);
        CommandRunner.Output output;
        try {
            output = host.run(command);
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            // Not to be run, for example because a directory of PATH may not be searched: the next one may be.
            answers.add(engine + ": " + e.getMessage());
            return Optional.empty();
        }
        if (output.exitCode() != 0) {
            answers.add(engine + ": " + output.complaint());
            return Optional.empty();
        }
        Matcher answer = ANSWER.matcher(output.out().strip());
        if (!answer.matches()) {
            answers.add(engine + ": expected a container and its process, not "
                    + TextFormatException.quote(output.out().strip()));
            return Optional.empty();
        }
        long pid = Long.parseLong(answer.group(2));
        if (pid == 0) {
            answers.add(engine + ": it is not running");
            return Optional.empty();
        }
        if (!isOf(pid, answer.group(1))) {
            answers.add(
                    engine + ": its process " + pid + " is not one of this machine: the engine runs on another, or in"
                            + " another PID namespace; run the probe there");
            return Optional.empty();
        }
        return Optional.of(NetworkNamespace.ofProcess(pid));
    }

    /** Says whether a process is that of a container: in its control group, or a child of what keeps it. */
    private boolean isOf(long pid, String id) {
        if (readable("/proc/" + pid + "/cgroup").contains(id)) {
            return true;
        }
        Matcher parent = PARENT.matcher(readable("/proc/" + pid + "/stat"));
        return parent.matches()
                && readable("/proc/" + parent.group(1) + "/cmdline").contains(id);
    }

    /** Returns the text of a file, and nothing where there is none. */
    private String readable(String path) {
        try {
            return host.read(path);
        } catch (IOException e) {
            return "";
        }
    }
}
