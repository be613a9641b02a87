package io.github.snatrace.conntrack;

import java.io.FileNotFoundException;
import java.io.IOException;
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
            throw new IOException(namespace.file(KernelText.CONNTRACK_STAT) + ": " + e.getMessage(), e);
        }
    }

    /** Returns the kernel's text as it is. */
    public String readText() throws IOException {
        try {
            return host.read(namespace.file(KernelText.CONNTRACK_STAT));
        } catch (NoSuchFileException e) {
            throw new FileNotFoundException(whyMissing());
        }
    }

    private List<Integer> possibleCpus() throws IOException {
        try {
            return CpuList.parse(host.read(KernelText.POSSIBLE_CPUS));
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private String whyMissing() {
        if (namespace instanceof NetworkNamespace.OfProcess process
                && !Files.exists(host.path("/proc/" + process.pid()))) {
            return "no process " + process.pid();
        }
        String file = namespace.file(KernelText.CONNTRACK_STAT);
        return Files.exists(host.path(KernelText.CONNTRACK_COUNT))
                ? file + " is missing although connection tracking is there: this kernel was built without"
                        + " CONFIG_NF_CONNTRACK_PROCFS; netlink still tells the counters"
                : file + " is missing because the module nf_conntrack is not loaded: nothing is tracked, so nothing is"
                        + " counted; \"modprobe nf_conntrack\" or any NAT rule loads it";
    }
}
