package io.github.snatrace.snapshot;

import io.github.snatrace.conntrack.ConntrackReader;
import io.github.snatrace.conntrack.ProcfsReader;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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
     * Returns all that the namespace counts, as it is now.
     *
     * @throws IOException if there are no counters in procfs; the message says why
     */
    public NamespaceSnapshot snapshot() throws IOException {
        return NamespaceSnapshot.parse(read());
    }

    /**
     * Returns the namespace's files as they are now, with the connection tracking counters of procfs; files that this
     * kernel does not have are left out.
     *
     * @throws IOException if there are no counters in procfs; the message says why
     */
    public KernelText read() throws IOException {
        return read(new ProcfsReader(host, namespace));
    }

    /** Returns the namespace's files as they are now, with the counters of {@code reader} as the kernel writes them. */
    public KernelText read(ConntrackReader reader) throws IOException {
        KernelText conntrack = reader.readText();
        Map<String, String> files = new LinkedHashMap<>();
        for (String path : new String[] {KernelText.CONNTRACK_STAT, KernelText.SOURCE}) {
            // No lambda: the first one of a program takes as long as the whole of a snapshot.
            Optional<String> text = conntrack.file(path);
            if (text.isPresent()) {
                files.put(path, text.get());
            }
        }
        return withTheOthers(files);
    }

    /** Returns the namespace's files as they are now, without the connection tracking counters. */
    public KernelText readWithoutConntrack() throws IOException {
        return withTheOthers(new LinkedHashMap<>());
    }

    /**
     * Returns the counters of Ip and Ip6 and the others of their files as they are now, of those files that there are.
     *
     * @throws io.github.snatrace.host.TextFormatException if one is broken
     */
    public ProtocolCounters readProtocols() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        put(files, KernelText.SNMP, namespace);
        put(files, KernelText.SNMP6, namespace);
        return NamespaceSnapshot.parse(KernelText.of(files)).protocols();
    }

    private KernelText withTheOthers(Map<String, String> files) throws IOException {
        put(files, KernelText.NETSTAT, namespace);
        put(files, KernelText.SNMP, namespace);
        put(files, KernelText.SNMP6, namespace);
        put(files, KernelText.PACKET_QUEUES, namespace);
        put(files, KernelText.BACKLOGS, namespace);
        put(files, KernelText.IPVS_STATS, namespace);
        if (namespace instanceof NetworkNamespace.Own) {
            // Shows the reader's own namespace, whoever's directory it is read in.
            put(files, KernelText.CONNTRACK_COUNT, namespace);
        }
        // The same for all namespaces of a kernel.
        put(files, KernelText.CONNTRACK_MAX, NetworkNamespace.own());
        put(files, KernelText.POSSIBLE_CPUS, NetworkNamespace.own());
        put(files, KernelText.KERNEL_RELEASE, NetworkNamespace.own());
        put(files, KernelText.UPTIME, NetworkNamespace.own());
        put(files, KernelText.LOAD, NetworkNamespace.own());
        return KernelText.of(files);
    }

    private void put(Map<String, String> files, String path, NetworkNamespace from) throws IOException {
        try {
            files.put(path, from.read(host, path));
        } catch (NoSuchFileException | AccessDeniedException e) {
            // A kernel without this file, or one that shows it to root only: the snapshot does not have it either.
            return;
        }
    }
}
