package io.github.snatrace.diagnosis;

import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.conntrack.TrackingLosses;
import io.github.snatrace.snapshot.NamespaceDelta;
import io.github.snatrace.snapshot.ProtocolCounter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What the namespaces of one role counted, all together.
 *
 * @param role whose they are
 * @param deltas one for each namespace, none if the role was not seen
 */
record Counts(Role role, List<NamespaceDelta> deltas) {

    /** What a namespace is to the connects, as evidence calls it. */
    enum Role {
        CLIENT,
        NAT,
        SERVER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Counts {
        deltas = List.copyOf(deltas);
    }

    boolean isSeen() {
        return !deltas.isEmpty();
    }

    /** Returns a sum over the namespaces; empty unless every one of them has it. */
    OptionalLong sum(Function<NamespaceDelta, OptionalLong> value) {
        long sum = 0;
        for (NamespaceDelta delta : deltas) {
            OptionalLong one = value.apply(delta);
            if (one.isEmpty()) {
                return one;
            }
            sum += one.getAsLong();
        }
        return isSeen() ? OptionalLong.of(sum) : OptionalLong.empty();
    }

    OptionalLong get(ProtocolCounter counter) {
        return sum(delta -> delta.protocols().value(counter));
    }

    /** Returns a counter, 0 where it is not known. */
    long count(ProtocolCounter counter) {
        return get(counter).orElse(0);
    }

    /** Returns a sum of what connection tracking dropped; empty unless every namespace tells. */
    OptionalLong losses(ToLongFunction<TrackingLosses> value) {
        return sum(delta -> delta.losses()
                .map(losses -> OptionalLong.of(value.applyAsLong(losses)))
                .orElse(OptionalLong.empty()));
    }

    OptionalLong get(Counter counter) {
        return sum(delta ->
                delta.conntrack().map(conntrack -> conntrack.total(counter)).orElse(OptionalLong.empty()));
    }

    long count(Counter counter) {
        return get(counter).orElse(0);
    }

    /** Returns IP packets of both versions; those of IPv6 are 0 where the snapshots do not tell. */
    OptionalLong packets(ProtocolCounter ipv4, ProtocolCounter ipv6) {
        OptionalLong packets = get(ipv4);
        return packets.isEmpty() ? packets : OptionalLong.of(packets.getAsLong() + count(ipv6));
    }

    /** Returns the IP packets, in or out; empty unless every namespace tells. */
    OptionalLong packets() {
        OptionalLong in = packets(ProtocolCounter.IP_RECEIVED, ProtocolCounter.IP6_RECEIVED);
        OptionalLong out = packets(ProtocolCounter.IP_SENT, ProtocolCounter.IP6_SENT);
        return in.isPresent() && out.isPresent()
                ? OptionalLong.of(in.getAsLong() + out.getAsLong())
                : OptionalLong.empty();
    }

    /** Returns whether packets of IPv6 are counted here. */
    boolean countsIpv6() {
        return get(ProtocolCounter.IP6_RECEIVED).isPresent();
    }

    /** Returns one piece of evidence, as {@code server ListenOverflows 312}. */
    String evidence(String name, long value) {
        return String.format(Locale.ROOT, "%s %s %,d", role, name, value);
    }

    String evidence(ProtocolCounter counter) {
        return evidence(counter.label(), count(counter));
    }

    String evidence(Counter counter) {
        return evidence(counter.name(), count(counter));
    }

    /** Returns one piece of evidence if the counter is there. */
    List<String> evidenceIfKnown(ProtocolCounter counter) {
        return get(counter).isPresent() ? List.of(evidence(counter)) : List.of();
    }
}
