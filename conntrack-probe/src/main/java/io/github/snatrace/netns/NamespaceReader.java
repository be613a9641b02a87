package io.github.snatrace.netns;

import io.github.snatrace.conntrack.ConntrackReader;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.Host;
import io.github.snatrace.conntrack.KernelText;
import io.github.snatrace.conntrack.NetworkNamespace;
import io.github.snatrace.conntrack.ProcfsReader;
import io.github.snatrace.conntrack.Source;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Takes snapshots of one network namespace, as the kernel's own text. */
public final class NamespaceReader {
    private final Host host;
    private final NetworkNamespace namespace;

    /** Reads {@code namespace} on {@code host}. */
    public NamespaceReader(Host host, NetworkNamespace namespace) {
        this.host = host;
        this.namespace = namespace;
    }

    /**
     * Returns the namespace's files as they are now, with the connection tracking counters in the kernel's own words; files that this kernel
     * does not have are left out.
     *
     * @throws IOException if there are no counters in procfs; the message says why
     */
    public KernelText read() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        String text = new ProcfsReader(host, namespace).readText();
        files.put(KernelText.CONNTRACK_STAT, text);
        return withTheOthers(files, namespace instanceof NetworkNamespace.Own ? OptionalLong.empty() : entries(text));
    }

    private static OptionalLong entries(String text) {
        return ConntrackStats.parse(text).entries();
    }

    /** Returns the namespace's files as they are now, with the counters of {@code reader} written as the kernel writes them. */
    public KernelText read(ConntrackReader reader) throws IOException {
        ConntrackStats stats = reader.read();
        if (stats.source() == Source.PROCFS) {
            return read();
        }
        Map<String, String> files = new LinkedHashMap<>();
        files.put(KernelText.CONNTRACK_STAT, stats.toProcfs());
        files.put(KernelText.SOURCE, stats.source().label() + "\n");
        return withTheOthers(files, stats.entries());
    }

    /** Returns the namespace's files as they are now, without the connection tracking counters. */
    public KernelText readWithoutConntrack() throws IOException {
        return withTheOthers(new LinkedHashMap<>(), OptionalLong.empty());
    }

    /** Adds the other files; {@code entries} stand in for the file that shows the reader's own namespace only. */
    private KernelText withTheOthers(Map<String, String> files, OptionalLong entries) throws IOException {
        put(files, KernelText.NETSTAT, namespace);
        put(files, KernelText.SNMP, namespace);
        if (namespace instanceof NetworkNamespace.Own) {
            put(files, KernelText.CONNTRACK_COUNT, namespace);
        } else if (entries.isPresent()) {
            files.put(KernelText.CONNTRACK_COUNT, entries.getAsLong() + "\n");
        }
        // The same for all namespaces of a kernel.
        put(files, KernelText.CONNTRACK_MAX, NetworkNamespace.own());
        put(files, KernelText.POSSIBLE_CPUS, NetworkNamespace.own());
        put(files, KernelText.KERNEL_RELEASE, NetworkNamespace.own());
        return KernelText.of(files);
    }

    private void put(Map<String, String> files, String path, NetworkNamespace from) throws IOException {
        try {
            files.put(path, from.read(host, path));
        } catch (NoSuchFileException e) {
            // A kernel without this file: the snapshot does not have it either.
            return;
        }
    }
}
