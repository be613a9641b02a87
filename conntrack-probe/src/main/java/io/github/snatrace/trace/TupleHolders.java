package io.github.snatrace.trace;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Remembers who left with which translated tuple: the latest of them, in bounded memory. */
final class TupleHolders {
    private static final int MOST_BEFORE = 2;
    private static final long AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

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
     * @param sequence the sequence number of its SYN, which is the same however often it is put
     * @param original who that is, null if it was not seen entering
     * @param enteredNanos when it was first seen, in nanoseconds since the epoch
     * @param leftNanos when it left, in nanoseconds since the epoch
     * @param previous who had left with it before
     */
    record Holder(
            Endpoint translated,
            int sequence,
            @Nullable Endpoint original,
            long enteredNanos,
            long leftNanos,
            @Nullable Holder previous) {
        /** Returns it with so many of those before it. */
        private static @Nullable Holder cut(@Nullable Holder holder, int length) {
            return holder == null || length == 0
                    ? null
                    : new Holder(
                            holder.translated,
                            holder.sequence,
                            holder.original,
                            holder.enteredNanos,
                            holder.leftNanos,
                            cut(holder.previous, length - 1));
        }
    }

    int size() {
        return holders.size();
    }

    /** Takes that a SYN left with a tuple; what is known of it better than before replaces that. */
    void put(
            TransportProtocol protocol,
            Endpoint translated,
            Endpoint backend,
            int sequence,
            @Nullable Endpoint original,
            long enteredNanos,
            long leftNanos) {
        Tuple tuple = new Tuple(protocol, translated.port(), backend);
        Holder previous = holders.remove(tuple);
        if (previous != null && previous.sequence == sequence && previous.translated.equals(translated)) {
            previous = previous.previous;
        }
        holders.put(
                tuple,
                new Holder(translated, sequence, original, enteredNanos, leftNanos, Holder.cut(previous, MOST_BEFORE)));
        if (holders.size() > most) {
            holders.remove(holders.keySet().iterator().next());
        }
    }

    /** Returns who had this tuple when a SYN that entered at {@code atNanos} was to be confirmed with it. */
    Optional<Holder> of(TransportProtocol protocol, Endpoint translated, Endpoint backend, long atNanos) {
        Holder before = null;
        Holder after = null;
        for (Holder holder = first(protocol, translated.port(), backend); holder != null; holder = holder.previous) {
            if (!translated.equals(holder.translated)) {
                continue;
            }
            if (holder.leftNanos >= atNanos) {
                after = holder;
            } else if (before == null) {
                before = holder;
            }
        }
        // One that came long after got the tuple when somebody else had given it up.
        boolean tookItMeanwhile = after != null && after.enteredNanos - atNanos < AT_ONCE_NANOS;
        return Optional.ofNullable(tookItMeanwhile ? after : before);
    }

    /** Returns the first that left from this port, whatever its address, at once after {@code atNanos}. */
    Optional<Holder> ofPort(TransportProtocol protocol, int port, Endpoint backend, long atNanos) {
        Holder found = null;
        for (Holder holder = first(protocol, port, backend); holder != null; holder = holder.previous) {
            if (holder.leftNanos >= atNanos && holder.leftNanos - atNanos < AT_ONCE_NANOS) {
                found = holder;
            }
        }
        return Optional.ofNullable(found);
    }

    private @Nullable Holder first(TransportProtocol protocol, int port, Endpoint backend) {
        return holders.get(new Tuple(protocol, port, backend));
    }
}
