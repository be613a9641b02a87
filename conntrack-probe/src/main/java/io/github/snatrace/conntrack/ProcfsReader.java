package io.github.snatrace.conntrack;

import io.github.snatrace.host.Host;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the kernel's own text. Needs no privilege, and a kernel built with CONFIG_NF_CONNTRACK_PROCFS. */
public final class ProcfsReader implements ConntrackReader {
    private final Host host;
    private final NetworkNamespace namespace;

    /** Reads the counters of {@code namespace} on {@code host}. */
    public ProcfsReader(Host host, NetworkNamespace namespace) {
        this.host = host;
        this.namespace = namespace;
    }

    @Override
    public KernelText readText() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        try {
            files.put(KernelText.CONNTRACK_STAT, namespace.read(host, KernelText.CONNTRACK_STAT));
        } catch (NoSuchFileException e) {
            throw missing();
        } catch (AccessDeniedException e) {
            throw new UnavailableException(KernelText.CONNTRACK_STAT + " may not be read: run as root");
        }
        try {
            files.put(KernelText.POSSIBLE_CPUS, host.read(KernelText.POSSIBLE_CPUS));
        } catch (NoSuchFileException e) {
            // A kernel without this file: row i is then taken for CPU i.
            return KernelText.of(files);
        }
        return KernelText.of(files);
    }

    /** Returns whether anything was ever counted, or is in the table: whether any digit below the header is not 0. */
    public static boolean hasCounted(KernelText text) {
        String rows = text.file(KernelText.CONNTRACK_STAT).orElse("");
        // On the way of a plain snapshot, where the first lambda alone would take as long as all the rest.
        for (int i = Math.max(0, rows.indexOf('\n')); i < rows.length(); i++) {
            if (rows.charAt(i) > '0') {
                return true;
            }
        }
        return false;
    }

    private UnavailableException missing() {
        return Files.exists(host.path(KernelText.CONNTRACK_COUNT))
                ? new UnavailableException(KernelText.CONNTRACK_STAT
                        + " is missing: this kernel was built without CONFIG_NF_CONNTRACK_PROCFS")
                : UnavailableException.notLoaded(KernelText.CONNTRACK_STAT
                        + " is missing: the module nf_conntrack is not loaded, so nothing is tracked or counted"
                        + " (any NAT rule loads it, and so does modprobe nf_conntrack)");
    }
}
