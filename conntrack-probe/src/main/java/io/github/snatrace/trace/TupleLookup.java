package io.github.snatrace.trace;

import java.util.Optional;

/** Asks the kernel who has a translated tuple now. */
@FunctionalInterface
interface TupleLookup {
    /** Nobody who could be asked. */
    TupleLookup NONE = (protocol, translated, backend) -> Optional.empty();

    /**
     * Returns where the connection came from that is confirmed with this tuple, empty if there is none or nobody knows.
     */
    Optional<Endpoint> holder(TransportProtocol protocol, Endpoint translated, Endpoint backend);
}
