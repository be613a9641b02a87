package io.github.snatrace.trace;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Remembers who left with which translated tuple: the latest of them, in bounded memory. */
final class TupleHolders {
    private final int most;
    private final Map<Tuple, Holder> holders = new LinkedHashMap<>();

    TupleHolders(int most) {
        this.most = most;
    }

    /**
     * What is looked up: the address that a tuple is translated to is compared, where it is known, among the few of one
     * key.
     *
     * @param protocol the tuple's
     * @param port the translated source port
     * @param backend where it leads
     */
    private record Tuple(TransportProtocol protocol, int port, Endpoint backend) {}

    /**
     * Who left with a tuple.
     *
     * @param translated the tuple's source
     * @param original who that is, null if it was not seen entering
     * @param leftNanos when it left, in nanoseconds since the epoch
     * @param previous who had left with it before
     */
    record Holder(
            Endpoint translated,
            @Nullable Endpoint original,
            long leftNanos,
            @Nullable Holder previous) {
        private Holder alone() {
            return new Holder(translated, original, leftNanos, null);
        }
    }

    void put(
            TransportProtocol protocol,
            Endpoint translated,
            Endpoint backend,
            @Nullable Endpoint original,
            long atNanos) {
        Tuple tuple = new Tuple(protocol, translated.port(), backend);
        Holder previous = holders.remove(tuple);
        if (previous != null && previous.leftNanos == atNanos && previous.translated.equals(translated)) {
            previous = previous.previous;
        }
        holders.put(tuple, new Holder(translated, original, atNanos, previous == null ? null : previous.alone()));
        if (holders.size() > most) {
            holders.remove(holders.keySet().iterator().next());
        }
    }

    /** Returns the latest that left with this tuple before {@code untilNanos}. */
    Optional<Holder> of(TransportProtocol protocol, Endpoint translated, Endpoint backend, long untilNanos) {
        return find(protocol, translated.port(), backend, untilNanos, translated);
    }

    /** Returns the latest that left from this port, whatever its address, before {@code untilNanos}. */
    Optional<Holder> ofPort(TransportProtocol protocol, int port, Endpoint backend, long untilNanos) {
        return find(protocol, port, backend, untilNanos, null);
    }

    private Optional<Holder> find(
            TransportProtocol protocol, int port, Endpoint backend, long untilNanos, @Nullable Endpoint translated) {
        Holder holder = holders.get(new Tuple(protocol, port, backend));
        while (holder != null) {
            if (holder.leftNanos <= untilNanos && (translated == null || translated.equals(holder.translated))) {
                return Optional.of(holder);
            }
            holder = holder.previous;
        }
        return Optional.empty();
    }
}
