package io.github.snatrace.diagnosis;

import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.snapshot.NamespaceDelta;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What the namespaces of one role counted, all together.
 *
 * @param role how evidence calls them: client, nat or server
 * @param deltas one for each namespace, none if the role was not seen
 */
record Counts(String role, List<NamespaceDelta> deltas) {

    Counts {
        deltas = List.copyOf(deltas);
    }

    boolean isSeen() {
        return !deltas.isEmpty();
    }

    /** Returns a protocol counter such as {@code TcpExt, ListenOverflows}; empty unless every namespace has it. */
    OptionalLong protocol(String group, String name) {
        long sum = 0;
        for (NamespaceDelta delta : deltas) {
            OptionalLong value = delta.protocols().value(group, name);
            if (value.isEmpty()) {
                return value;
            }
            sum += value.getAsLong();
        }
        return isSeen() ? OptionalLong.of(sum) : OptionalLong.empty();
    }

    OptionalLong tcpExt(String name) {
        return protocol("TcpExt", name);
    }

    OptionalLong tcp(String name) {
        return protocol("Tcp", name);
    }

    /** Returns a connection tracking counter; empty unless every namespace has it. */
    OptionalLong conntrack(Counter counter) {
        long sum = 0;
        for (NamespaceDelta delta : deltas) {
            OptionalLong value =
                    delta.conntrack().map(counters -> counters.total(counter)).orElse(OptionalLong.empty());
            if (value.isEmpty()) {
                return value;
            }
            sum += value.getAsLong();
        }
        return isSeen() ? OptionalLong.of(sum) : OptionalLong.empty();
    }

    /** Returns the namespaces' IP packets, in or out; empty unless every namespace tells. IPv6 is not among them. */
    OptionalLong ipv4Packets() {
        OptionalLong in = protocol("Ip", "InReceives");
        OptionalLong out = protocol("Ip", "OutRequests");
        return in.isPresent() && out.isPresent()
                ? OptionalLong.of(in.getAsLong() + out.getAsLong())
                : OptionalLong.empty();
    }

    /** Returns one piece of evidence, as {@code server ListenOverflows 312}. */
    String evidence(String name, long value) {
        return String.format(Locale.ROOT, "%s %s %,d", role, name, value);
    }

    /** Returns one piece of evidence if the counter is there. */
    List<String> evidence(String name, OptionalLong value) {
        List<String> evidence = new ArrayList<>();
        value.ifPresent(number -> evidence.add(evidence(name, number)));
        return evidence;
    }
}
