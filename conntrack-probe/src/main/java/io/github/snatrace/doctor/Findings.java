package io.github.snatrace.doctor;

import io.github.snatrace.conntrack.ConntrackReader;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.ProcfsReader;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.netns.NetworkNamespace;
import io.github.snatrace.snapshot.ListenerReader;
import io.github.snatrace.snapshot.ListeningSocket;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What can be seen of a host, before anything is concluded from it.
 *
 * @param kernel its release; empty when it is not known
 * @param counters the counters of the namespace and where they come from; empty when nobody looked
 * @param maxEntries how many entries the table can hold
 * @param timestamps net.ipv4.tcp_timestamps
 * @param rules the rules
 * @param interfaces the names of the namespace's interfaces
 * @param elsewhere other network namespaces, which nobody looked into
 * @param listeners the sockets that listen; empty when nobody looked
 * @param resolver how the process resolves names; empty when it is about no process
 */
record Findings(
        String kernel,
        Optional<Counters> counters,
        OptionalLong maxEntries,
        OptionalLong timestamps,
        HostRules rules,
        List<String> interfaces,
        List<String> elsewhere,
        Optional<Listeners> listeners,
        Optional<Resolver> resolver) {
    private static final String TIMESTAMPS = "/proc/sys/net/ipv4/tcp_timestamps";
    private static final String INTERFACES = "/proc/net/dev";

    /**
     * The counters, as far as they could be read.
     *
     * @param procfsRefusal why procfs has none, empty when it has
     * @param stats the counters
     * @param refusal why there are none, empty when there are
     */
    record Counters(String procfsRefusal, Optional<ConntrackStats> stats, String refusal) {

        static Counters of(Host host, NetworkNamespace namespace) {
            String procfsRefusal = "";
            try {
                new ProcfsReader(host, namespace).readText();
            } catch (IOException e) {
                procfsRefusal = String.valueOf(e.getMessage());
            }
            try {
                return new Counters(
                        procfsRefusal,
                        Optional.of(ConntrackReader.ofAnySource(host, namespace).read()),
                        "");
            } catch (IOException e) {
                return new Counters(procfsRefusal, Optional.empty(), String.valueOf(e.getMessage()));
            }
        }
    }

    /**
     * The sockets that listen, as far as the kernel told.
     *
     * @param sockets the sockets
     * @param refusal why they are not known, empty when they are
     */
    record Listeners(List<ListeningSocket> sockets, String refusal) {
        /** Copies the list. */
        Listeners {
            sockets = List.copyOf(sockets);
        }

        static Optional<Listeners> of(Host host, NetworkNamespace namespace) {
            if (!host.isLocal()) {
                return Optional.empty();
            }
            try {
                return Optional.of(new Listeners(new ListenerReader(host, namespace).read(), ""));
            } catch (IOException e) {
                return Optional.of(new Listeners(List.of(), String.valueOf(e.getMessage())));
            }
        }
    }

    Findings {
        interfaces = List.copyOf(interfaces);
        elsewhere = List.copyOf(elsewhere);
    }

    /** Looks at a namespace of {@code host}; what may not be read is a finding as well. */
    static Findings of(Host host, NetworkNamespace namespace) throws IOException {
        return new Findings(
                text(host, KernelText.KERNEL_RELEASE),
                Optional.of(Counters.of(host, namespace)),
                number(text(host, KernelText.CONNTRACK_MAX)),
                number(text(host, TIMESTAMPS)),
                RuleSources.ask(host, namespace),
                interfaces(host, namespace),
                OtherNamespaces.of(host, namespace),
                Listeners.of(host, namespace),
                namespace instanceof NetworkNamespace.OfProcess process
                        ? Resolver.of(host, process.pid())
                        : Optional.empty());
    }

    /** Returns these with another kernel. */
    Findings withKernel(String release) {
        return new Findings(
                release, counters, maxEntries, timestamps, rules, interfaces, elsewhere, listeners, resolver);
    }

    private static List<String> interfaces(Host host, NetworkNamespace namespace) {
        try {
            return namespace
                    .read(host, INTERFACES)
                    .lines()
                    .filter(line -> line.contains(":"))
                    .map(line -> line.substring(0, line.indexOf(':')).strip())
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String text(Host host, String path) {
        try {
            return host.read(path).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static OptionalLong number(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
