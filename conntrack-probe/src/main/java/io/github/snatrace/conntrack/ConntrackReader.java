package io.github.snatrace.conntrack;

import io.github.snatrace.host.Host;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.TextFormatException;
import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netlink.Netlink;
import io.github.snatrace.netns.NamespaceGoneException;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.util.OptionalLong;

/** Reads the counters of one network namespace, as often as asked, for one thread at a time. */
public interface ConntrackReader {
    /**
     * Returns the counters as they are now.
     *
     * @throws NamespaceGoneException if the namespace does not exist, or no longer
     * @throws UnavailableException if they cannot be had; the message says why and what to do
     */
    default ConntrackStats read() throws IOException {
        try {
            return ConntrackStats.parse(readText());
        } catch (TextFormatException e) {
            throw new IOException(KernelText.CONNTRACK_STAT + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns the counters as they are now in the kernel's own words, unparsed: {@link KernelText#CONNTRACK_STAT} and
     * what belongs to it. Those of a source that has other words are written as the kernel would.
     *
     * @throws NamespaceGoneException if the namespace does not exist, or no longer
     * @throws UnavailableException if they cannot be had; the message says why and what to do
     */
    KernelText readText() throws IOException;

    /**
     * Returns a reader of the first source that works: procfs, ctnetlink, {@code conntrack -S}. It stays with that
     * source.
     */
    static ConntrackReader ofAnySource(Host host, NetworkNamespace namespace) {
        return new FirstWorkingReader(host, namespace);
    }

    /** Returns a reader of {@code source}. */
    static ConntrackReader of(CounterSource source, Host host, NetworkNamespace namespace) {
        return switch (source) {
            case PROCFS -> new ProcfsReader(host, namespace);
            case CTNETLINK -> new CtnetlinkReader(Netlink.of(host), namespace);
            case CONNTRACK, CONNTRACK_FIRST_CPU -> new ConntrackToolReader(host, namespace);
        };
    }

    /** Returns how many entries the table of any namespace of a host may hold, empty where it does not tell. */
    static OptionalLong maxEntries(Host host) {
        try {
            return OptionalLong.of(
                    Long.parseLong(host.read(KernelText.CONNTRACK_MAX).strip()));
        } catch (IOException | NumberFormatException e) {
            // Without the module there is no table, and no limit.
            return OptionalLong.empty();
        }
    }
}
