package io.github.snatrace.diagnosis;

import io.github.snatrace.snapshot.NamespaceDelta;
import java.util.List;

/**
 * All that is known of a run, or of several that belong together. Immutable. Namespaces that were not seen are not there.
 *
 * @param results what the clients saw, at least one
 * @param clients what happened in the network namespaces of the clients
 * @param nats what happened in the network namespaces that translate addresses
 * @param servers what happened in the network namespaces of the servers
 */
public record Evidence(
        List<ClientResult> results,
        List<NamespaceDelta> clients,
        List<NamespaceDelta> nats,
        List<NamespaceDelta> servers) {

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
}
