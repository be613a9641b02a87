package io.github.snatrace.diagnosis;

import io.github.snatrace.snapshot.NamespaceDelta;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of a run, or of several that belong together. Immutable. Namespaces that were not seen are not
 * there.
 *
 * @param results what the clients saw, at least one
 * @param clients what happened in the network namespaces of the clients
 * @param nats what happened in the network namespaces that translate addresses
 * @param servers what happened in the network namespaces of the servers
 * @param trace the SYNs that were lost one by one, if they were followed
 */
public record Evidence(
        List<ClientResult> results,
        List<NamespaceDelta> clients,
        List<NamespaceDelta> nats,
        List<NamespaceDelta> servers,
        Optional<TracedLosses> trace) {

    /** Copies the lists and refuses to judge without a result. */
    public Evidence {
        results = List.copyOf(results);
        clients = List.copyOf(clients);
        nats = List.copyOf(nats);
        servers = List.copyOf(servers);
        if (results.isEmpty()) {
            throw new IllegalArgumentException("expected the result of at least one client");
        }
    }

    /** Takes what is known without a trace. */
    public Evidence(
            List<ClientResult> results,
            List<NamespaceDelta> clients,
            List<NamespaceDelta> nats,
            List<NamespaceDelta> servers) {
        this(results, clients, nats, servers, Optional.empty());
    }

    /** Returns what is known of a client whose connects were translated in a namespace that was looked at. */
    public static Evidence behindNat(ClientResult client, NamespaceDelta nat) {
        return new Evidence(List.of(client), List.of(), List.of(nat), List.of());
    }
}
