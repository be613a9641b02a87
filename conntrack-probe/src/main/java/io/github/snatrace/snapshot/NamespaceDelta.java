package io.github.snatrace.snapshot;

import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.TrackingLosses;
import io.github.snatrace.host.KernelRelease;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What happened in one network namespace between two moments. Immutable.
 *
 * @param conntrack what connection tracking counted; empty when one of both snapshots does not tell
 * @param protocols what TcpExt, Tcp, Ip and the others counted
 * @param entries how many entries the connection tracking table held at the end
 * @param maxEntries how many it could hold
 * @param queueDrops how many packets found an NFQUEUE full
 * @param backlogDrops how many packets found the backlog of a CPU full: of the whole machine, whatever the namespace
 * @param kernel the kernel's release
 */
public record NamespaceDelta(
        Optional<ConntrackDelta> conntrack,
        ProtocolCounters protocols,
        OptionalLong entries,
        OptionalLong maxEntries,
        OptionalLong queueDrops,
        OptionalLong backlogDrops,
        Optional<String> kernel) {

    /** Returns what connection tracking dropped, as this kernel counts it; empty where that is not known. */
    public Optional<TrackingLosses> losses() {
        return conntrack.flatMap(counted -> counted.losses(kernel.flatMap(KernelRelease::parse)));
    }
}
