package io.github.snatrace.netns;

import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.Host;
import io.github.snatrace.conntrack.KernelText;
import io.github.snatrace.conntrack.NetworkNamespace;
import io.github.snatrace.conntrack.ProcfsReader;
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
     * Returns the namespace's files as they are now; those that this kernel does not have are left out.
     *
     * @throws IOException if the connection tracking counters cannot be had; the message says why and what to do
     */
    public KernelText read() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        String conntrack = new ProcfsReader(host, namespace).readText();
        files.put(KernelText.CONNTRACK_STAT, conntrack);
        put(files, KernelText.NETSTAT, namespace.file(KernelText.NETSTAT));
        put(files, KernelText.SNMP, namespace.file(KernelText.SNMP));
        if (namespace instanceof NetworkNamespace.Own) {
            put(files, KernelText.CONNTRACK_COUNT, KernelText.CONNTRACK_COUNT);
        } else {
            // The file shows the reader's own namespace; the first column of the counters is the same number.
            OptionalLong entries = ConntrackStats.parse(conntrack).entries();
            if (entries.isPresent()) {
                files.put(KernelText.CONNTRACK_COUNT, entries.getAsLong() + "\n");
            }
        }
        put(files, KernelText.CONNTRACK_MAX, KernelText.CONNTRACK_MAX);
        put(files, KernelText.POSSIBLE_CPUS, KernelText.POSSIBLE_CPUS);
        put(files, KernelText.KERNEL_RELEASE, KernelText.KERNEL_RELEASE);
        return KernelText.of(files);
    }

    private void put(Map<String, String> files, String path, String file) throws IOException {
        try {
            files.put(path, host.read(file));
        } catch (NoSuchFileException e) {
            return;
        }
    }
}
