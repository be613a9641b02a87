package io.github.snatrace.conntrack;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;

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
    public ConntrackStats read() throws IOException {
        String text = readText();
        try {
            return ProcfsText.parse(text, possibleCpus());
        } catch (TextFormatException e) {
            throw new IOException(KernelText.CONNTRACK_STAT + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns the kernel's text as it is.
     *
     * @throws SourceUnavailableException if the kernel does not have it; the message says for which of two reasons
     */
    public String readText() throws IOException {
        try {
            return namespace.read(host, KernelText.CONNTRACK_STAT);
        } catch (NoSuchFileException e) {
            throw missing();
        } catch (AccessDeniedException e) {
            throw new SourceUnavailableException(KernelText.CONNTRACK_STAT + " may not be read: run as root");
        }
    }

    /** Returns whether anything was ever counted, or is in the table: whether any digit below the header is not 0. */
    public boolean hasCounted() throws IOException {
        String text = readText();
        for (int i = Math.max(0, text.indexOf('\n')); i < text.length(); i++) {
            if (text.charAt(i) > '0') {
                return true;
            }
        }
        return false;
    }

    private List<Integer> possibleCpus() throws IOException {
        try {
            return CpuList.parse(host.read(KernelText.POSSIBLE_CPUS));
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private SourceUnavailableException missing() {
        return Files.exists(host.path(KernelText.CONNTRACK_COUNT))
                ? new SourceUnavailableException(KernelText.CONNTRACK_STAT
                        + " is missing: this kernel was built without CONFIG_NF_CONNTRACK_PROCFS")
                : SourceUnavailableException.notLoaded(KernelText.CONNTRACK_STAT
                        + " is missing: the module nf_conntrack is not loaded, so nothing is tracked or counted"
                        + " (any NAT rule loads it, and so does modprobe nf_conntrack)");
    }
}
