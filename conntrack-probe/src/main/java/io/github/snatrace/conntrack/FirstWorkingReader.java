package io.github.snatrace.conntrack;

import io.github.snatrace.host.Host;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netlink.Netlink;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tries the sources in their order, and stays with the first that works. */
final class FirstWorkingReader implements ConntrackReader {
    private final NetworkNamespace namespace;
    private final Map<CounterSource, ConntrackReader> readers = new LinkedHashMap<>();
    private @Nullable ConntrackReader working;

    FirstWorkingReader(Host host, NetworkNamespace namespace) {
        this.namespace = namespace;
        readers.put(CounterSource.PROCFS, new ProcfsReader(host, namespace));
        readers.put(CounterSource.CTNETLINK, new CtnetlinkReader(Netlink.of(host), namespace));
        readers.put(CounterSource.CONNTRACK, new ConntrackToolReader(host, namespace));
    }

    @Override
    public ConntrackStats read() throws IOException {
        return first(ConntrackReader::read);
    }

    @Override
    public KernelText readText() throws IOException {
        return first(ConntrackReader::readText);
    }

    private <T> T first(Reading<T> reading) throws IOException {
        if (working != null) {
            return reading.by(working);
        }
        StringBuilder refusals = new StringBuilder("no counters to be had in ")
                .append(namespace.describe())
                .append(':');
        for (Map.Entry<CounterSource, ConntrackReader> reader : readers.entrySet()) {
            try {
                T read = reading.by(reader.getValue());
                working = reader.getValue();
                return read;
            } catch (UnavailableException e) {
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
        throw new UnavailableException(refusals.toString());
    }

    /** One of a reader's two ways. */
    @FunctionalInterface
    private interface Reading<T> {
        T by(ConntrackReader reader) throws IOException;
    }
}
