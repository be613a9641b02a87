package io.github.snatrace.probe.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The machine-readable form of a snapshot, a contract: fields are added, never renamed.
 *
 * @param kernel the kernel's release
 * @param conntrack the connection tracking counters
 * @param entries how many entries the table holds
 * @param maxEntries how many it can hold
 * @param protocols the counters of TcpExt, Tcp, Ip and the others, by group and name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SnapshotJson(
        @Nullable String kernel,
        @Nullable CountersJson conntrack,
        @Nullable Long entries,
        @Nullable Long maxEntries,
        Map<String, Map<String, Long>> protocols) {

    static SnapshotJson of(NamespaceSnapshot snapshot, CounterSelection selection) {
        return new SnapshotJson(
                snapshot.kernel().orElse(null),
                snapshot.conntrack()
                        .map(stats -> CountersJson.of(stats, OptionalLong.empty(), selection))
                        .orElse(null),
                CountersJson.boxed(snapshot.entries()),
                CountersJson.boxed(snapshot.maxEntries()),
                snapshot.protocols().groups());
    }

    String toLine() {
        return CountersJson.mapper().writeValueAsString(this);
    }
}
