package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.host.Host;
import io.github.snatrace.netns.ContainerEngine;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of which one chooses another network namespace than the probe's own. */
final class NamespaceChoice {
    @Option(
            names = {"-p", "--pid"},
            paramLabel = "PID",
            description = "The network namespace of this process, instead of the probe's own.")
    @Nullable
    Long pid;

    @Option(
            names = "--netns",
            paramLabel = "NAME|PATH",
            description = "The network namespace that ip netns calls NAME, or that lies at PATH.")
    @Nullable
    String netns;

    @Option(
            names = "--container",
            paramLabel = "NAME",
            description = "The network namespace of this container of docker, podman, nerdctl or crictl.")
    @Nullable
    String container;

    /** Returns the namespace that was chosen, the probe's own where none was. */
    static NetworkNamespace namespace(@Nullable NamespaceChoice choice, Host host) throws IOException {
        if (choice == null) {
            return NetworkNamespace.own();
        }
        if (choice.pid != null) {
            try {
                return NetworkNamespace.ofProcess(choice.pid);
            } catch (IllegalArgumentException e) {
                throw new UsageException("--pid: " + e.getMessage());
            }
        }
        if (choice.netns != null) {
            return named(choice.netns);
        }
        return new ContainerEngine(host).namespaceOf(choice.container == null ? "" : choice.container);
    }

    /**
     * Returns the namespace of a name of {@code ip netns}, or of a path; one that is not absolute is meant from here.
     */
    static NetworkNamespace named(String nameOrPath) {
        return NetworkNamespace.named(
                nameOrPath.contains("/") ? Path.of(nameOrPath).toAbsolutePath().toString() : nameOrPath);
    }
}
