package io.github.snatrace.probe.cli;

import io.github.snatrace.conntrack.NetworkNamespace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose a network namespace. */
final class NamespaceOptions {
    @Option(
            names = {"-p", "--pid"},
            paramLabel = "PID",
            description = "The network namespace of this process, instead of the probe's own.")
    @Nullable
    Long pid;

    NetworkNamespace namespace() {
        try {
            return pid == null ? NetworkNamespace.own() : NetworkNamespace.ofProcess(pid);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--pid: " + e.getMessage());
        }
    }
}
