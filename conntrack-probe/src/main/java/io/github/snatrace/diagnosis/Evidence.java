package io.github.snatrace.diagnosis;

import io.github.snatrace.netns.NamespaceDelta;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of a run. Immutable.
 *
 * @param results what the clients saw, at least one
 * @param clients what happened in the network namespaces of the clients
 * @param nat what happened in the network namespace that translates addresses
 * @param server what happened in the network namespace of the server
 */
public record Evidence(
        List<ClientResult> results,
        List<NamespaceDelta> clients,
        Optional<NamespaceDelta> nat,
        Optional<NamespaceDelta> server) {

    /** Copies the lists and refuses to judge without a result. */
    public Evidence {
        results = List.copyOf(results);
        clients = List.copyOf(clients);
        if (results.isEmpty()) {
            throw new IllegalArgumentException("expected the result of at least one client");
        }
    }
}
