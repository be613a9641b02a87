package io.github.snatrace.conntrack;

import io.github.snatrace.netlink.Netlink;
import java.io.IOException;

/** Reads the counters of one network namespace, as often as asked, for one thread at a time. */
public interface ConntrackReader {
    /**
     * Returns the counters as they are now.
     *
     * @throws NamespaceGoneException if the namespace does not exist, or no longer
     * @throws SourceUnavailableException if they cannot be had; the message says why and what to do
     */
    ConntrackStats read() throws IOException;

    /** Returns a reader of the first source that works: procfs, ctnetlink, {@code conntrack -S}. It stays with that source. */
    static ConntrackReader ofAnySource(Host host, NetworkNamespace namespace) {
        return new FirstWorkingReader(host, namespace);
    }

    /** Returns a reader of {@code source}. */
    static ConntrackReader of(Source source, Host host, NetworkNamespace namespace) {
        return switch (source) {
            case PROCFS -> new ProcfsReader(host, namespace);
            case CTNETLINK -> new CtnetlinkReader(Netlink.of(host), namespace);
            case CONNTRACK, CONNTRACK_FIRST_CPU -> new ConntrackToolReader(host, namespace);
        };
    }
}
