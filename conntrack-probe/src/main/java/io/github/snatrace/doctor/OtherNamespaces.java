package io.github.snatrace.doctor;

import io.github.snatrace.host.Host;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the network namespaces of a host that nobody looks into: those of processes, and those that have a name. */
final class OtherNamespaces {
    private OtherNamespaces() {}

    /** Returns how each is called, a name for those that have one, a process and its command for the others. */
    static List<String> of(Host host, NetworkNamespace looked) {
        Set<String> known = new HashSet<>();
        known.add(identity(host, looked));
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(host.path("/run/netns"))) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                boolean own = looked.equals(NetworkNamespace.named(name)) || known.contains(identity(file));
                if (!own) {
                    names.add(name);
                }
            }
            for (String name : names) {
                known.add(identity(host.path("/run/netns/" + name)));
            }
        } catch (IOException e) {
            // No namespace has a name.
            names.clear();
        }
        names.sort(null);
        names.addAll(ofProcesses(host, known));
        return names;
    }

    private static List<String> ofProcesses(Host host, Set<String> known) {
        Map<String, String> byNamespace = new LinkedHashMap<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(host.path("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                String namespace = link(process.resolve("ns/net"));
                if (!namespace.isEmpty() && !known.contains(namespace)) {
                    byNamespace.putIfAbsent(namespace, "process " + process.getFileName() + command(process));
                }
            }
        } catch (IOException e) {
            // Without /proc, no process can be seen.
            byNamespace.clear();
        }
        return List.copyOf(byNamespace.values());
    }

    private static String identity(Host host, NetworkNamespace namespace) {
        if (namespace instanceof NetworkNamespace.OfFile named) {
            return identity(host.path(named.file()));
        }
        return link(host.path(
                namespace instanceof NetworkNamespace.OfProcess process
                        ? "/proc/" + process.pid() + "/ns/net"
                        : "/proc/self/ns/net"));
    }

    /** Returns what a process's link to the namespace would say; empty when the file is gone. */
    private static String identity(Path file) {
        try {
            return "net:[" + Files.getAttribute(file, "unix:ino") + "]";
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    private static String command(Path process) {
        try {
            return " (" + Host.read(process.resolve("comm")).strip() + ")";
        } catch (IOException e) {
            return "";
        }
    }

    /** Returns what a link points to; empty when it may not be read, or is gone. */
    private static String link(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
