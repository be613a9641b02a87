package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.conntrack.ConntrackReader;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.CounterSource;
import io.github.snatrace.conntrack.ProcfsReader;
import io.github.snatrace.host.Host;
import io.github.snatrace.netns.ContainerNetwork;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that choose a network namespace, and the source of its counters. */
final class NamespaceOptions {
    @ArgGroup
    @Nullable
    NamespaceChoice which;

    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            description = "procfs, ctnetlink or conntrack (the command conntrack -S); without it the first of them that"
                    + " works.")
    @Nullable
    String source;

    /** Returns whether any of these options was given. */
    boolean isGiven() {
        return which != null || source != null;
    }

    NetworkNamespace namespace(Host host) throws IOException {
        var unused = wanted();
        return NamespaceChoice.namespace(which, host);
    }

    /** Returns a short name of the namespace, as the options have it. */
    String label() {
        if (which == null) {
            return "self";
        }
        return which.pid != null
                ? "pid:" + which.pid
                : which.netns != null ? which.netns : "container:" + which.container;
    }

    ConntrackReader reader(Host host, NetworkNamespace namespace) {
        return wanted().map(wanted -> ConntrackReader.of(wanted, host, namespace))
                .orElseGet(() -> ConntrackReader.ofAnySource(host, namespace));
    }

    private Optional<CounterSource> wanted() {
        if (source == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (source) {
                    case "procfs" -> CounterSource.PROCFS;
                    case "ctnetlink", "netlink" -> CounterSource.CTNETLINK;
                    case "conntrack", "conntrack -S" -> CounterSource.CONNTRACK;
                    default ->
                        throw new UsageException("--source: expected procfs, ctnetlink or conntrack, not " + source);
                });
    }

    /** Warns of the classic mistake: the counters of a namespace where nothing is tracked, while the host tracks. */
    static void warnIfElsewhere(Console console, NetworkNamespace namespace, ConntrackStats stats) {
        if (namespace.equals(NetworkNamespace.own()) && ContainerNetwork.isEntered(console.host())) {
            console.say("warning: these are the counters of this container's network; SNAT counts on the host: run the"
                    + " probe"
                    + " there, or in a container with --network host (hostNetwork: true)");
            return;
        }
        if (!stats.isZero() || namespace.equals(NetworkNamespace.ofProcess(1))) {
            return;
        }
        try {
            if (!new ProcfsReader(console.host(), NetworkNamespace.ofProcess(1))
                    .read()
                    .isZero()) {
                console.say("warning: nothing was ever counted in " + namespace.describe()
                        + ", but in the host's (process 1) it was: SNAT counts where it happens, see --pid 1");
            }
        } catch (IOException e) {
            // Whoever cannot see the host's counters cannot be told about them.
            return;
        }
    }
}
