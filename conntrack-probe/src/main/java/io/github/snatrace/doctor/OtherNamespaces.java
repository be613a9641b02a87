package io.github.snatrace.doctor;

import io.github.snatrace.host.Host;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the network namespaces of a host that nobody looks into: those of processes, and those that have a name. */
final class OtherNamespaces {
    private OtherNamespaces() {}

    /** Returns how each is called, a name for those that have one, a process and its command for the others. */
    static List<String> of(Host host, NetworkNamespace looked) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(host.path("/run/netns"))) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (!looked.equals(NetworkNamespace.named(name))) {
                    names.add(name);
                }
            }
        } catch (IOException e) {
            // No namespace has a name.
            names.clear();
        }
        names.sort(null);
        names.addAll(ofProcesses(host, looked));
        return names;
    }

    private static List<String> ofProcesses(Host host, NetworkNamespace looked) {
        String own = link(host.path(
                looked instanceof NetworkNamespace.OfProcess process
                        ? "/proc/" + process.pid() + "/ns/net"
                        : "/proc/self/ns/net"));
        Map<String, String> byNamespace = new LinkedHashMap<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(host.path("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                String namespace = link(process.resolve("ns/net"));
                if (!namespace.isEmpty() && !namespace.equals(own)) {
                    byNamespace.putIfAbsent(namespace, "process " + process.getFileName() + command(process));
                }
            }
        } catch (IOException e) {
            // Without /proc, no process can be seen.
            byNamespace.clear();
        }
        return List.copyOf(byNamespace.values());
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
