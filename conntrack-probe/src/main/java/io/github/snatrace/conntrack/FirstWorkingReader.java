package io.github.snatrace.conntrack;

import io.github.snatrace.netlink.Netlink;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tries the sources in their order, and stays with the first that works. */
final class FirstWorkingReader implements ConntrackReader {
    private final NetworkNamespace namespace;
    private final Map<Source, ConntrackReader> readers = new LinkedHashMap<>();
    private @Nullable ConntrackReader working;

    FirstWorkingReader(Host host, NetworkNamespace namespace) {
        this.namespace = namespace;
        readers.put(Source.PROCFS, new ProcfsReader(host, namespace));
        readers.put(Source.CTNETLINK, new CtnetlinkReader(Netlink.of(host), namespace));
        readers.put(Source.CONNTRACK, new ConntrackToolReader(host, namespace));
    }

    @Override
    public ConntrackStats read() throws IOException {
        if (working != null) {
            return working.read();
        }
        StringBuilder refusals = new StringBuilder("no counters to be had in ")
                .append(namespace.describe())
                .append(':');
        for (Map.Entry<Source, ConntrackReader> reader : readers.entrySet()) {
            try {
                ConntrackStats stats = reader.getValue().read();
                working = reader.getValue();
                return stats;
            } catch (SourceUnavailableException e) {
                if (e.isNotLoaded()) {
                    // The others would load the module, which is not for a reader to do.
                    throw e;
                }
                refusals.append("\n  ")
                        .append(reader.getKey().label())
                        .append(": ")
                        .append(e.getMessage());
            }
        }
        throw new SourceUnavailableException(refusals.toString());
    }
}
